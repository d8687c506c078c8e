from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_what_waits_comes_first")]

    operations = [
        migrations.AddConstraint(
            model_name=model,
            constraint=models.UniqueConstraint(
                fields=["estate", "bank_reference"], condition=~Q(bank_reference=""), name=name
            ),
        )
        for model, name in (("expense", "one_expense_per_transfer"), ("refund", "one_refund_per_transfer"))
    ]
