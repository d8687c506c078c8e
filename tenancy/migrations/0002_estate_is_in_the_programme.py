"""A flag on the public directory: which estates take part in the programme."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_directory_and_wall")]

    operations = [
        migrations.AddField(
            model_name="estate",
            name="in_programme",
            field=models.BooleanField(default=False, verbose_name="参加同心筑家项目"),
        ),
    ]
