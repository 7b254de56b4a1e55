"""What is indexed of a text and of a name, so that whoever writes a row cannot get it wrong."""

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

# Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean: no spaces where a search would need them.
UNSPACED = (
    r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]"
)

# The bodies are bound to what they call when they are made (BEGIN ATOMIC), because an index is built
# with an empty search path. A tsvector holds at most a megabyte; 60,000 characters fit twice, whatever
# the script. What is dear says so (COST), or the planner computes it anew for every row.
FORWARDS = rf"""
CREATE FUNCTION firstline_configuration_of(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE language {CASES} ELSE 'simple'::regconfig END;
END;

-- Each letter with the next one, by their places: a row of them is any part of the text.
CREATE FUNCTION firstline_letter_pairs(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000
BEGIN ATOMIC
    SELECT coalesce(
        string_agg(
            '''' || letter || CASE WHEN is_next THEN next ELSE '' END || ''':' || least(place, 16383),
            ' '
        ),
        ''
    )::tsvector
    FROM (
        SELECT letter, place, is_unspaced, lead(letter) OVER (ORDER BY place) AS next,
            lead(is_unspaced) OVER (ORDER BY place) AS is_next
        FROM (
            SELECT letter, place, letter ~ '{UNSPACED}' AS is_unspaced
            FROM string_to_table(left(content, 20000), NULL) WITH ORDINALITY AS t(letter, place)
        ) AS letters
    ) AS pairs
    WHERE is_unspaced;
END;

CREATE FUNCTION firstline_spaced_vector(language text, content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE firstline_configuration_of(language)
        WHEN 'simple'::regconfig THEN to_tsvector('simple', left(content, 60000))
        ELSE to_tsvector('simple', left(content, 60000))
             || to_tsvector(firstline_configuration_of(language), left(content, 60000))
    END;
END;

CREATE FUNCTION firstline_text_vector(language text, content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN content ~ '{UNSPACED}' THEN
            firstline_spaced_vector(
                language, regexp_replace(normalize(content, NFKC), '{UNSPACED}+', ' ', 'g')
            ) || firstline_letter_pairs(normalize(content, NFKC))
        ELSE firstline_spaced_vector(language, content)
    END;
END;

-- Small letters without accents; `platform.search.spelling.folded` is its twin.
CREATE FUNCTION firstline_folded(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT replace(replace(replace(replace(
        translate(
            normalize(
                regexp_replace(normalize(lower(content), NFKD), '[\u0300-\u036f]', '', 'g'), NFC
            ),
            'øłđħıŧ', 'oldhit'
        ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
END;

-- A name or address by its words, their parts, and without accents.
CREATE FUNCTION firstline_name_vector(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT firstline_text_vector('',
        content || ' ' || translate(content, '@._+-', '     ') || ' '
        || translate(firstline_folded(content), '@._+-', '     '));
END;

-- Each word of a name, and it with one letter left out: two words that share one of these differ
-- by one letter too many, too few, wrong or out of place.
CREATE FUNCTION firstline_spellings(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000
BEGIN ATOMIC
    WITH words AS (
        SELECT DISTINCT word
        FROM regexp_split_to_table(
            firstline_folded(left(content, 400)), '[][\s@._+,;:()<>{{}}"''/\\|&!?#*=-]+'
        ) AS word
        WHERE length(word) BETWEEN 4 AND 30
    )
    SELECT coalesce(array_agg(DISTINCT spelling), ARRAY[]::text[]) FROM (
        SELECT word AS spelling FROM words
        UNION ALL
        SELECT overlay(word PLACING '' FROM place FOR 1)
        FROM words, generate_series(1, length(word)) AS place
    ) AS spellings;
END;

-- The stretches of the table that a row lies in, from short to long: an index on this beside the
-- text finds the newest hits of a common word without reading all of them.
CREATE FUNCTION firstline_search_windows(id bigint) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT ARRAY[(id >> 12) * 4, (id >> 16) * 4 + 1, (id >> 20) * 4 + 2];
END;

CREATE INDEX word_share_spellings ON search_wordshare USING gin (firstline_spellings(word))
    WHERE NOT is_beginning;
"""

BACKWARDS = """
DROP INDEX word_share_spellings;
DROP FUNCTION firstline_search_windows(bigint);
DROP FUNCTION firstline_spellings(text);
DROP FUNCTION firstline_name_vector(text);
DROP FUNCTION firstline_folded(text);
DROP FUNCTION firstline_text_vector(text, text);
DROP FUNCTION firstline_spaced_vector(text, text);
DROP FUNCTION firstline_letter_pairs(text);
DROP FUNCTION firstline_configuration_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
