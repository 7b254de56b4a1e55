"""What organisations knew of domains and customers of organisations becomes rows of its own."""

from django.db import migrations

FORWARDS = """
INSERT INTO customers_organisationdomain (organisation_id, domain)
    SELECT id, lower(domain) FROM customers_organisation, unnest(domains) AS domain ORDER BY id
    ON CONFLICT (domain) DO NOTHING;
INSERT INTO customers_membership (customer_id, organisation_id, sees)
    SELECT person_id, organisation_id, 'none' FROM customers_customer
    WHERE organisation_id IS NOT NULL;
"""

BACKWARDS = """
UPDATE customers_organisation AS organisation SET domains = array(
    SELECT domain FROM customers_organisationdomain
    WHERE organisation_id = organisation.id ORDER BY domain);
DELETE FROM customers_organisationdomain;
DELETE FROM customers_membership;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_many_facts")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
