"""Search vectors are kept by the database itself, so that no way of writing can forget them."""

from django.db import migrations

# Copied here because a migration must not change when the code does.
CONFIGURATIONS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "en": "english", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek",
    "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "nb": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

CASES = "\n".join(
    f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in CONFIGURATIONS.items()
)

# A tsvector holds at most a megabyte; 60,000 characters fit twice, whatever the script.
FORWARDS = f"""
CREATE FUNCTION firstline_search_configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE language {CASES} ELSE 'simple'::regconfig END
$$;

CREATE FUNCTION firstline_search_vector(language text, content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE firstline_search_configuration(language)
        WHEN 'simple'::regconfig THEN to_tsvector('simple', left(content, 60000))
        ELSE to_tsvector('simple', left(content, 60000))
             || to_tsvector(firstline_search_configuration(language), left(content, 60000))
    END
$$;

CREATE FUNCTION desk_message_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_search_vector(NEW.language, NEW.text);
    RETURN NEW;
END
$$;
CREATE TRIGGER desk_message_keep_search
    BEFORE INSERT OR UPDATE OF text, language ON desk_message
    FOR EACH ROW EXECUTE FUNCTION desk_message_keep_search();

CREATE FUNCTION desk_ticket_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_search_vector(NEW.language, NEW.subject);
    RETURN NEW;
END
$$;
CREATE TRIGGER desk_ticket_keep_search
    BEFORE INSERT OR UPDATE OF subject, language ON desk_ticket
    FOR EACH ROW EXECUTE FUNCTION desk_ticket_keep_search();
"""

BACKWARDS = """
DROP TRIGGER desk_ticket_keep_search ON desk_ticket;
DROP FUNCTION desk_ticket_keep_search();
DROP TRIGGER desk_message_keep_search ON desk_message;
DROP FUNCTION desk_message_keep_search();
DROP FUNCTION firstline_search_vector(text, text);
DROP FUNCTION firstline_search_configuration(text);
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
