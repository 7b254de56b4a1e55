"""A search finds words in their other forms, in every language, and where words are not apart."""

import pytest

from firstline.desk.search import search
from firstline.platform.search.census import take_census
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db


def tickets(query: str, reader: Agent) -> list[int]:
    return [hit.id for hit in search(query, reader=reader, most=10).tickets]


# A sentence long enough that its language is plain, and a word of it in another form.
@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Мои принтеры не работают со вчерашнего дня, помогите мне, пожалуйста", "принтер"),
        ("Mina skrivare fungerar inte sedan igår, kan ni hjälpa mig med detta snart?", "skrivaren"),
        ("Yazıcılarım dünden beri çalışmıyor, lütfen bana yardım eder misiniz acaba?", "yazıcı"),
        ("Tulostimeni eivät ole toimineet eilisen jälkeen, voisitteko auttaa minua?", "eilisestä"),
        ("A nyomtatóim tegnap óta nem működnek, kérem segítsenek nekem minél előbb", "nyomtató"),
        ("Skriverne mine har ikke virket siden i går, kan dere hjelpe meg med det?", "skriver"),
        (
            "Imprimantele mele nu mai funcționează de ieri, vă rog să mă ajutați repede",
            "imprimanta",
        ),
        ("Οι εκτυπωτές μου δεν λειτουργούν από χθες, παρακαλώ βοηθήστε με σύντομα", "εκτυπωτής"),
    ],
    ids=["ru", "sv", "tr", "fi", "hu", "no", "ro", "el"],
)
def test_stems_of_the_languages_the_desk_has(amara: Agent, text: str, query: str) -> None:
    ticket = world.make_ticket(subject="?", text=text)
    language = ticket.messages.get().language
    take_census("desk_message", languages=[language])
    assert tickets(query, amara) == [ticket.pk]


@pytest.mark.parametrize(
    ("text", "found_by", "not_by"),
    [
        (
            "您好，我们办公室的打印机从昨天开始就不能打印了，请尽快派人来修理。",
            ["打印机", "不能打印", "修理", "办", "打印机 修理"],
            ["印打", "电脑"],
        ),
        (
            "昨日からオフィスのプリンターが印刷できません。至急修理をお願いします。",
            ["プリンター", "印刷", "修理をお願い", "オフィス"],
            ["スキャナー", "刷印"],
        ),
        (
            "어제부터 사무실 프린터가 인쇄되지 않습니다. 빨리 수리해 주세요.",
            ["프린터", "인쇄", "사무실 프린터", "수리"],
            ["스캐너"],
        ),
        (
            "สวัสดีครับ เครื่องพิมพ์ที่สำนักงานไม่ทำงานตั้งแต่เมื่อวาน กรุณาส่งคนมาซ่อมด้วย",
            ["เครื่องพิมพ์", "สำนักงาน", "ซ่อม", "ไม่ทำงาน"],
            ["สแกนเนอร์"],
        ),
    ],
    ids=["zh", "ja", "ko", "th"],
)
def test_words_that_are_not_set_apart(
    amara: Agent, text: str, found_by: list[str], not_by: list[str]
) -> None:
    ticket = world.make_ticket(subject="?", text=text)
    for query in found_by:
        assert tickets(query, amara) == [ticket.pk], query
    for query in not_by:
        assert tickets(query, amara) == [], query


def test_scripts_in_one_word_are_told_apart(amara: Agent) -> None:
    ticket = world.make_ticket(text="我的iPhone手机坏了，请问怎么办？谢谢你们的帮助。")
    for query in ("iPhone手机", "iphone", "手机坏了"):
        assert tickets(query, amara) == [ticket.pk], query


def test_a_subject_is_searched_in_its_script(amara: Agent) -> None:
    ticket = world.make_ticket(subject="プリンターが動かない", text="?")
    assert tickets("動かない", amara) == [ticket.pk]


def test_the_hit_is_marked_in_any_script(amara: Agent) -> None:
    world.make_ticket(text="您好，我们办公室的打印机从昨天开始就不能打印了。")
    (hit,) = search("打印机", reader=amara, most=1).tickets
    assert [piece for piece, is_hit in hit.excerpt.pieces if is_hit] == ["打印机"]
