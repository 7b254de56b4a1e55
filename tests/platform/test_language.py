import pytest

from firstline.platform.language import SEARCH_CONFIGURATIONS, detect, search_configuration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, my printer does not print any more since yesterday.", "en"),
        ("Guten Tag, mein Drucker druckt seit gestern nicht mehr.", "de"),
        ("Bonjour, mon imprimante ne fonctionne plus depuis hier.", "fr"),
        ("Hola, mi impresora no imprime desde ayer, ¿qué puedo hacer?", "es"),
        ("Dzień dobry, moja drukarka nie drukuje od wczoraj.", "pl"),
        ("昨日からプリンターが印刷できません。助けてください。", "ja"),
        ("ok", ""),
        ("", ""),
        ("#4711 10.0.0.1 0x80070005", ""),
    ],
)
def test_the_language_is_found_or_left_open(text: str, expected: str) -> None:
    assert detect(text) == expected


def test_a_language_without_a_stemmer_is_searched_as_written() -> None:
    assert search_configuration("pl") == "simple"
    assert search_configuration("de") == "german"


@pytest.mark.django_db
def test_the_database_knows_the_same_configurations() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for language in [*SEARCH_CONFIGURATIONS, "pl", ""]:
            cursor.execute("SELECT firstline_configuration_of(%s)::text", [language])
            assert cursor.fetchone() == (search_configuration(language),)
