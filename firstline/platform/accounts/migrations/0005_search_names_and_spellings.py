"""People are found by names without accents, in every script, and by misspelt ones."""

from django.db import migrations

FORWARDS = """
DROP INDEX IF EXISTS identity_search;
DROP INDEX person_search;
DROP FUNCTION firstline_person_vector(text, text);
CREATE INDEX person_search ON accounts_person
    USING gin (firstline_name_vector(name || ' ' || coalesce(email, '')));
CREATE INDEX person_spellings ON accounts_person
    USING gin (firstline_spellings(name || ' ' || coalesce(email, '')));
CREATE INDEX identity_search ON accounts_identity USING gin (firstline_name_vector(value));
CREATE INDEX identity_spellings ON accounts_identity USING gin (firstline_spellings(value));
"""

BACKWARDS = """
DROP INDEX identity_spellings;
DROP INDEX identity_search;
DROP INDEX person_spellings;
DROP INDEX person_search;
CREATE FUNCTION firstline_person_vector(name text, email text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple',
        name || ' ' || coalesce(email, '') || ' ' || translate(coalesce(email, ''), '@._+-', '     '))
$$;
CREATE INDEX person_search ON accounts_person USING gin (firstline_person_vector(name, email));
CREATE INDEX identity_search ON accounts_identity USING gin (firstline_person_vector('', value))
    WHERE kind = 'email';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_keep_main_addresses"),
        ("search", "0002_text_and_spellings"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
