import django.db.models.deletion
from django.db import migrations, models


def _role(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        default="agent",
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="team.role",
        to_field="key",
    )


class Migration(migrations.Migration):
    """The columns become `role_id` and keep what they hold: the keys of the built-in roles."""

    dependencies = [
        ("team", "0003_add_roles"),
    ]

    operations = [
        migrations.AlterField("agent", "role", _role("agents")),
        migrations.AlterField("invitation", "role", _role("invitations")),
    ]
