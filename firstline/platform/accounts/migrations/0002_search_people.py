"""People are found by the beginnings of their names and of the parts of their addresses."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION firstline_person_vector(name text, email text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple',
        name || ' ' || coalesce(email, '') || ' ' || translate(coalesce(email, ''), '@._+-', '     '))
$$;
CREATE INDEX person_search ON accounts_person USING gin (firstline_person_vector(name, email));
"""

BACKWARDS = """
DROP INDEX person_search;
DROP FUNCTION firstline_person_vector(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
