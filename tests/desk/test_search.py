import pytest

from firstline.desk.search import Found, search
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db


def found(query: str, reader: Agent) -> Found:
    return search(query, reader=reader, most=10)


def tickets(query: str, reader: Agent) -> list[int]:
    return [hit.id for hit in found(query, reader).tickets]


def test_a_ticket_is_found_as_soon_as_it_exists(amara: Agent) -> None:
    ticket = world.make_ticket(subject="Flickering lamp", text="The bulb hums at night")

    for query in ("lamp", "flick", "bulb hums", "LAMP", f"#{ticket.pk}", str(ticket.pk)):
        assert tickets(query, amara) == [ticket.pk], query


def test_all_words_must_occur(amara: Agent) -> None:
    world.make_ticket(text="The bulb hums")

    assert tickets("bulb whistles", amara) == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Meine beiden Lampen funktionieren seit gestern nicht mehr, was kann ich tun?", "Lampe"),
        ("Les deux imprimantes ne fonctionnent plus depuis hier, que faire ?", "imprimante"),
        ("My printers were failing all day long and nobody answered me", "printer fail"),
    ],
)
def test_other_forms_of_a_word_are_found_in_its_language(
    amara: Agent, text: str, query: str
) -> None:
    ticket = world.make_ticket(subject="?", text=text)

    assert tickets(query, amara) == [ticket.pk]


def test_the_hit_is_marked_in_an_excerpt(amara: Agent) -> None:
    world.make_ticket(text="The bulb & the <lamp hum")

    (hit,) = found("bulb", amara).tickets
    assert [piece for piece, is_hit in hit.excerpt.pieces if is_hit] == ["bulb"]
    words = "".join(piece for piece, _is_hit in hit.excerpt.pieces)
    assert "bulb & the <lamp" in words


def test_people_are_found_by_parts_of_name_and_address(amara: Agent) -> None:
    for query in ("Dana", "fisch", "dana@acme.example", "acme"):
        assert [person.name for person in found(query, amara).people] == ["Dana Fischer"], query


def test_what_the_reader_may_not_see_is_not_found(amara: Agent, goran: Agent) -> None:
    hidden = world.make_ticket(subject="Secret leak", group=world.group(world.SECURITY))

    for query in ("leak", str(hidden.pk)):
        assert tickets(query, amara) == []
        assert tickets(query, goran) == [hidden.pk]


@pytest.mark.parametrize("query", ["", " ", "'", "\\", "a\x00b", "& | !", "x" * 10_000, "ü" * 300])
def test_anything_can_be_typed(amara: Agent, query: str) -> None:
    assert not found(query, amara)
