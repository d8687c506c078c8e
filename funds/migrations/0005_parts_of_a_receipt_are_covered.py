import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import funds.covers
import tenancy.fields
from tenancy.operations import Owned


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0004_a_transfer_pays_one_voucher"),
        ("tenancy", "0001_directory_and_wall"),
    ]

    operations = [
        migrations.AddField(
            model_name="receiptphoto",
            name="covers",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[funds.covers.validate_covers],
                verbose_name="遮住的地方",
            ),
        ),
        migrations.AddField(
            model_name="receiptphoto",
            name="public_file",
            field=tenancy.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.storedfile",
                verbose_name="遮住以后的文件",
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptphoto",
            constraint=models.CheckConstraint(
                condition=Q(covers=[], public_file__isnull=True)
                | ~Q(covers=[]) & Q(public_file__isnull=False),
                name="covered_receipt_has_a_public_copy",
            ),
        ),
        Owned("ReceiptPhoto", updatable=("counts", "covers", "public_file_id")),
    ]
