from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_keep_domains_and_memberships")]

    operations = [migrations.RemoveField(model_name="organisation", name="domains")]
