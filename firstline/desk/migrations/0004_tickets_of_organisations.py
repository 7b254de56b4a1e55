"""Tickets know the organisation that their requester belonged to when they were opened."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_drop_the_array_of_domains"),
        ("desk", "0003_widen_tickets"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="organisation",
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="customers.organisation"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("organisation__isnull", False)), fields=["organisation", "-updated_at", "-id"], name="ticket_by_organisation"),
        ),
    ]
