"""Tickets from before that column belong where their requesters belong now."""

from django.db import migrations

FORWARDS = """
UPDATE desk_ticket AS ticket SET organisation_id = customer.organisation_id
    FROM customers_customer AS customer
    WHERE customer.person_id = ticket.requester_id AND customer.organisation_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_tickets_of_organisations")]

    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
