"""The database keeps the row of a person's main address, so that no way of writing can forget it."""

from django.db import migrations

FORWARDS = """
INSERT INTO accounts_identity (person_id, kind, value, is_verified, is_primary, created_at)
    SELECT id, 'email', email, false, true, created_at
    FROM accounts_person WHERE email IS NOT NULL;
-- A table with checks still to be made gets no index.
SET CONSTRAINTS ALL IMMEDIATE;

CREATE FUNCTION accounts_person_keep_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.email IS NULL THEN
        DELETE FROM accounts_identity
            WHERE person_id = NEW.id AND kind = 'email' AND is_primary;
        RETURN NULL;
    END IF;
    PERFORM 1 FROM accounts_identity
        WHERE person_id = NEW.id AND kind = 'email' AND value = NEW.email;
    IF FOUND THEN
        UPDATE accounts_identity SET is_primary = false
            WHERE person_id = NEW.id AND kind = 'email' AND is_primary AND value <> NEW.email;
        UPDATE accounts_identity SET is_primary = true
            WHERE person_id = NEW.id AND kind = 'email' AND NOT is_primary AND value = NEW.email;
        RETURN NULL;
    END IF;
    UPDATE accounts_identity SET value = NEW.email, is_verified = false
        WHERE person_id = NEW.id AND kind = 'email' AND is_primary;
    IF NOT FOUND THEN
        INSERT INTO accounts_identity
            (person_id, kind, value, is_verified, is_primary, created_at)
            VALUES (NEW.id, 'email', NEW.email, false, true, NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER accounts_person_keep_new_identity AFTER INSERT ON accounts_person
    FOR EACH ROW WHEN (NEW.email IS NOT NULL)
    EXECUTE FUNCTION accounts_person_keep_identity();
CREATE TRIGGER accounts_person_keep_identity AFTER UPDATE OF email ON accounts_person
    FOR EACH ROW WHEN (NEW.email IS DISTINCT FROM OLD.email)
    EXECUTE FUNCTION accounts_person_keep_identity();

CREATE INDEX identity_search ON accounts_identity USING gin (firstline_person_vector('', value))
    WHERE kind = 'email';
"""

BACKWARDS = """
DROP INDEX identity_search;
DROP TRIGGER accounts_person_keep_identity ON accounts_person;
DROP TRIGGER accounts_person_keep_new_identity ON accounts_person;
DROP FUNCTION accounts_person_keep_identity();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_identities")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
