"""A row for every address and phone number of a person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_search_people")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "id"], name="person_by_name"),
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("email", "E-mail address"), ("phone", "Phone number")], max_length=16)),
                ("value", models.CharField(max_length=254)),
                ("is_verified", models.BooleanField(default=False)),
                ("is_primary", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="identities", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("kind", "phone")), fields=["value"], name="identity_by_phone")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("kind", "email")), fields=("value",), name="address_belongs_to_one_person"),
                    models.UniqueConstraint(fields=("person", "kind", "value"), name="identity_is_there_once"),
                    models.UniqueConstraint(condition=models.Q(("is_primary", True)), fields=("person", "kind"), name="one_main_identity_of_a_kind"),
                ],
            },
        ),
    ]
