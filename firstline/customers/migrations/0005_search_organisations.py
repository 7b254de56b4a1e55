"""Organisations are found by names and domains, also by misspelt ones."""

from django.db import migrations

FORWARDS = """
CREATE INDEX organisation_search ON customers_organisation
    USING gin (firstline_name_vector(name));
CREATE INDEX organisation_spellings ON customers_organisation
    USING gin (firstline_spellings(name));
CREATE INDEX organisation_domain_search ON customers_organisationdomain
    USING gin (firstline_name_vector(domain));
CREATE INDEX organisation_domain_spellings ON customers_organisationdomain
    USING gin (firstline_spellings(domain));
"""

BACKWARDS = """
DROP INDEX organisation_domain_spellings;
DROP INDEX organisation_domain_search;
DROP INDEX organisation_spellings;
DROP INDEX organisation_search;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_drop_the_array_of_domains"),
        ("search", "0002_text_and_spellings"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
