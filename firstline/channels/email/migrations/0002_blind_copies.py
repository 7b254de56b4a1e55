from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('email', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboundmail',
            name='bcc',
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
