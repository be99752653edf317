from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sandbox", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="promotion",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=5),
        ),
        migrations.AlterField(
            model_name="variant",
            name="sku",
            field=models.CharField(max_length=255, null=True, unique=True),
        ),
    ]
