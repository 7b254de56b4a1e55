from django.db import migrations

# A ticket that changes writes what it counts for no more and what it counts for now. Sums are made
# by a job: two tickets that get the same tag at once must not wait for each other.
FORWARDS = """
CREATE FUNCTION desk_ticket_count_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.removed_at IS NULL THEN
        INSERT INTO desk_tagusechange (name, group_id, change)
        SELECT unnest(OLD.tags), coalesce(OLD.group_id, 0), -1;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.removed_at IS NULL THEN
        INSERT INTO desk_tagusechange (name, group_id, change)
        SELECT unnest(NEW.tags), coalesce(NEW.group_id, 0), 1;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER desk_ticket_count_new_tags AFTER INSERT ON desk_ticket
    FOR EACH ROW WHEN (cardinality(NEW.tags) > 0) EXECUTE FUNCTION desk_ticket_count_tags();
CREATE TRIGGER desk_ticket_count_old_tags AFTER DELETE ON desk_ticket
    FOR EACH ROW WHEN (cardinality(OLD.tags) > 0) EXECUTE FUNCTION desk_ticket_count_tags();
CREATE TRIGGER desk_ticket_count_other_tags
    AFTER UPDATE OF tags, group_id, removed_at ON desk_ticket
    FOR EACH ROW WHEN (
        OLD.tags IS DISTINCT FROM NEW.tags
        OR (OLD.group_id IS DISTINCT FROM NEW.group_id
            OR (OLD.removed_at IS NULL) <> (NEW.removed_at IS NULL))
           AND cardinality(NEW.tags) > 0
    ) EXECUTE FUNCTION desk_ticket_count_tags();
INSERT INTO desk_taguse (name, group_id, tickets)
SELECT tag, coalesce(group_id, 0), count(*)
FROM desk_ticket, unnest(tags) AS tag WHERE removed_at IS NULL GROUP BY 1, 2;
"""
BACKWARDS = """
DROP TRIGGER desk_ticket_count_new_tags ON desk_ticket;
DROP TRIGGER desk_ticket_count_old_tags ON desk_ticket;
DROP TRIGGER desk_ticket_count_other_tags ON desk_ticket;
DROP FUNCTION desk_ticket_count_tags();
DELETE FROM desk_taguse;
DELETE FROM desk_tagusechange;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0012_count_tags_and_change_them")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
