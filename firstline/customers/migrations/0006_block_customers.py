import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_search_organisations"),
        ("team", "0004_point_people_to_roles"),
    ]

    operations = [
        migrations.AddField("customer", "blocked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "customer",
            "blocked_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="team.agent",
            ),
        ),
    ]
