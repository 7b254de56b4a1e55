import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What they may is written after every migration: see `keep_built_in_roles`.
_BUILT_IN = [("admin", "Admin"), ("lead", "Lead"), ("agent", "Agent"), ("light", "Light agent")]


def add_built_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = apps.get_model("team", "Role")
    role.objects.bulk_create(
        role(key=key, name=name, position=position)
        for position, (key, name) in enumerate(_BUILT_IN, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("team", "0002_remember_list_density"),
    ]

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("description", models.CharField(blank=True, default="", max_length=300)),
                (
                    "sees",
                    models.CharField(
                        choices=[
                            ("all", "All tickets"),
                            ("groups", "Those of their groups, and their own"),
                            ("own", "Only their own"),
                        ],
                        default="all",
                        max_length=8,
                    ),
                ),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100)),
            ],
            options={"ordering": ["position", "name", "pk"]},
        ),
        migrations.RunPython(add_built_in, migrations.RunPython.noop),
    ]
