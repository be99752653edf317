import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sandbox', '0006_hidden_products'),
    ]

    operations = [
        migrations.RenameField(
            model_name='orderline',
            old_name='unit_net',
            new_name='unit_price',
        ),
        migrations.AddField(
            model_name='order',
            name='updated_at',
            field=models.DateTimeField(auto_now=True),
        ),
        migrations.AddField(
            model_name='orderline',
            name='private_metadata',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='orderline',
            name='quantity_fulfilled',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='approves_fulfillments',
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name='Fulfillment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(default='FULFILLED', max_length=32)),
                ('tracking_number', models.CharField(blank=True, max_length=255)),
                ('metadata', models.JSONField(default=dict)),
                ('private_metadata', models.JSONField(default=dict)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fulfillments', to='sandbox.order')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FulfillmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('fulfillment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='sandbox.fulfillment')),
                ('order_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fulfillment_lines', to='sandbox.orderline')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=255)),
                ('url', models.CharField(max_length=2048)),
                ('status', models.CharField(default='SUCCESS', max_length=50)),
                ('metadata', models.JSONField(default=dict)),
                ('private_metadata', models.JSONField(default=dict)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invoices', to='sandbox.order')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='fulfillment',
            constraint=models.UniqueConstraint(fields=('order', 'number'), name='sandbox_fulfillment_numbered_once'),
        ),
    ]
