"""The vectors of messages, subjects and files also hold pairs of letters where words are not apart."""

from django.db import migrations

# As the function firstline_text_vector knows them.
UNSPACED = (
    r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]"
)

FORWARDS = f"""
CREATE OR REPLACE FUNCTION desk_message_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_text_vector(NEW.language, NEW.text);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION desk_ticket_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_text_vector(NEW.language, NEW.subject);
    RETURN NEW;
END
$$;

CREATE FUNCTION desk_attachmenttext_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_text_vector(NEW.language, NEW.text);
    RETURN NEW;
END
$$;
CREATE TRIGGER desk_attachmenttext_keep_search
    BEFORE INSERT OR UPDATE OF text, language ON desk_attachmenttext
    FOR EACH ROW EXECUTE FUNCTION desk_attachmenttext_keep_search();

UPDATE desk_message SET text = text WHERE text ~ '{UNSPACED}';
UPDATE desk_ticket SET subject = subject WHERE subject ~ '{UNSPACED}';
DROP FUNCTION firstline_search_vector(text, text);
DROP FUNCTION firstline_search_configuration(text);
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_search_in_windows_and_files")]

    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
