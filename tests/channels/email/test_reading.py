"""Reading, over mail as real programs write it and as attackers would."""

import pickle
import time
from datetime import UTC, datetime

import pytest

from firstline.channels.email.reading import Address, MailRefused, ParsedMail, read
from firstline.channels.email.reading.address_lists import addresses, one_sender
from firstline.channels.email.reading.charsets import decode
from firstline.channels.email.reading.child import read_safely
from firstline.channels.email.reading.file_names import clean_name
from firstline.channels.email.reading.headers import decode_words, message_ids, parameters
from firstline.channels.email.reading.quoted_text import split_text
from tests.channels.email.letters import make_letter, saved


def read_saved(name: str) -> ParsedMail:
    return read(saved(name))


def test_a_gmail_answer_is_read_and_parted() -> None:
    mail = read_saved("gmail_reply")

    assert mail.subject == "Re: Zwei Lampen fehlen – bitte prüfen"
    assert mail.sender == Address("Dana Fischer", "dana@acme.example")
    assert mail.date == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert mail.in_reply_to == ("q1@brightwell.example",)
    assert mail.references == ("first@acme.example", "q1@brightwell.example")
    assert mail.new_text == "Hallo Amara, geht immer noch nicht. Grüße"
    assert mail.new_html == (
        '<div dir="ltr">Hallo Amara, geht immer noch <b>nicht</b>. Grüße</div>'
    )
    assert "Bitte die Lampe neu starten" in mail.quoted_html
    assert "Bitte die Lampe neu starten" in mail.quoted_text


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("outlook_reply", "The second one hums, too."),
        ("outlook_web_reply", "Thanks, both work now."),
        ("apple_reply", "Here is a picture of the lamp."),
        ("thunderbird_bottom_post", "C'est le numéro 42, sur le côté."),
    ],
)
def test_history_is_parted_from_what_is_new(name: str, new: str) -> None:
    mail = read_saved(name)

    assert mail.new_text == new
    assert mail.quoted_text
    assert mail.quoted_text not in mail.new_text


def test_an_answer_ends_where_its_words_end() -> None:
    mail = read_saved("outlook_reply")

    assert mail.new_html.endswith("<p>The second one hums, too.</p></div>")
    assert "style=" not in mail.quoted_html
    assert not mail.is_framed


def test_answers_between_the_quotes_stay_where_they_are() -> None:
    mail = read_saved("inline_answers")

    assert mail.new_text == mail.text
    assert mail.quoted_text == ""


def test_what_is_forwarded_is_the_message() -> None:
    mail = read_saved("forwarded")

    assert "You owe us 40 euros." in mail.new_text
    assert mail.quoted_text == ""


INTRODUCTIONS = [
    "On Thu, 19 Nov 2026 at 17:02, Amara <support@brightwell.example> wrote:",
    "Am 19.11.2026 um 17:02 schrieb Amara <support@brightwell.example>:",
    "Le jeu. 19 nov. 2026 à 17:02, Amara <support@brightwell.example> a écrit :",
    "El jue, 19 nov 2026 a las 17:02, Amara (<support@brightwell.example>) escribió:",
    "Em qui., 19 de nov. de 2026 às 17:02, Amara <support@brightwell.example> escreveu:",
    "Il giorno gio 19 nov 2026 alle ore 17:02 Amara <support@brightwell.example> ha scritto:",
    "Op do 19 nov. 2026 om 17:02 schreef Amara <support@brightwell.example>:",
    "Den tors 19 nov. 2026 kl 17:02 skrev Amara <support@brightwell.example>:",
    "to 19. marrask. 2026 klo 17.02 Amara (support@brightwell.example) kirjoitti:",
    "czw., 19 lis 2026 o 17:02 Amara <support@brightwell.example> napisał(a):",
    "čt 19. 11. 2026 v 17:02 odesílatel Amara <support@brightwell.example> napsal:",
    "чт, 19 нояб. 2026 г. в 17:02, Amara <support@brightwell.example>:\nнаписал(а) 19.11.2026:",
    "чт, 19 лист. 2026 р. о 17:02 Amara <support@brightwell.example> пише:",
    "19 Kas 2026 Per, 17:02 tarihinde Amara <support@brightwell.example> şunu yazdı:",
    "Amara <support@brightwell.example> ezt írta (időpont: 2026. nov. 19., Cs, 17:02):",
    "joi, 19 nov. 2026 la 17:02, Amara <support@brightwell.example> a scris:",
    "Στις Πέμ 19 Νοε 2026 στις 17:02, ο χρήστης Amara <support@brightwell.example> έγραψε:",
    "2026年11月19日(木) 17:02 Amara <support@brightwell.example>:さんは書きました:",
    "Amara <support@brightwell.example> 于2026年11月19日周四 17:02写道：",
    "2026년 11월 19일 (목) 오후 5:02, Amara <support@brightwell.example>님이 작성:",
    "Vào Th 5, 19 thg 11, 2026 lúc 17:02 Amara <support@brightwell.example> đã viết:",
    "Pada Kam, 19 Nov 2026 pukul 17.02 Amara <support@brightwell.example> menulis:",
    "بتاريخ الخميس، 19 نوفمبر 2026 في 17:02 كتب Amara <support@brightwell.example>:",
    "El dj., 19 de nov. 2026, 17:02, Amara <support@brightwell.example> va escriure:",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_history_is_known_by_its_introduction_in_many_languages(introduction: str) -> None:
    split = split_text(f"Thank you!\n\n{introduction}\n> It is on its way.\n> Amara")

    assert split.new == "Thank you!"
    assert "It is on its way." in split.quoted


HEADER_BLOCKS = [
    "From: Amara\nSent: 19 November 2026\nTo: Dana\nSubject: Lamps",
    "Von: Amara\nGesendet: Donnerstag, 19. November\nAn: Dana\nBetreff: Lampen",
    "De : Amara\nEnvoyé : jeudi 19 novembre\nÀ : Dana\nObjet : Lampes",
    "De: Amara\nEnviado el: jueves, 19 de noviembre\nPara: Dana\nAsunto: Lámparas",
    "Da: Amara\nInviato: giovedì 19 novembre\nA: Dana\nOggetto: Lampade",
    "Van: Amara\nVerzonden: donderdag 19 november\nAan: Dana\nOnderwerp: Lampen",
    "Från: Amara\nSkickat: den 19 november\nTill: Dana\nÄmne: Lampor",
    "Od: Amara\nWysłano: czwartek, 19 listopada\nDo: Dana\nTemat: Lampy",
    "От: Амара\nОтправлено: 19 ноября\nКому: Дана\nТема: Лампы",
    "Kimden: Amara\nGönderildi: 19 Kasım\nKime: Dana\nKonu: Lambalar",
    "差出人: Amara\n送信日時: 2026年11月19日\n宛先: Dana\n件名: ランプ",
    "发件人: Amara\n发送时间: 2026年11月19日\n收件人: Dana\n主题: 灯",
]


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_history_is_known_by_outlooks_header_block(block: str) -> None:
    split = split_text(f"Thank you!\n\n________________________________\n{block}\n\nOn its way.")

    assert split.new == "Thank you!"
    assert "On its way." in split.quoted


@pytest.mark.parametrize(
    "words",
    [
        "He wrote:\nthis is fine.",
        "From: the shop\nI bought a lamp.",
        "Please note: the lamp > 40 W.",
        "On Tuesday Bo wrote: it hums.\nStill does.",
        "--\nDana",
    ],
)
def test_a_writers_own_words_are_never_taken_for_history(words: str) -> None:
    assert split_text(words).new == words


def test_nothing_but_history_is_shown_as_it_is() -> None:
    text = "On 19.11.2026 17:02, Amara wrote:\n> It is on its way."
    assert split_text(text).new == text


def test_inline_pictures_are_known_by_what_the_html_shows() -> None:
    mail = read_saved("apple_reply")

    assert [(file.name, file.is_inline) for file in mail.attachments] == [("lamp.png", True)]
    assert 'data-cid="LAMP-1@acme.example"' in mail.new_html
    assert mail.cc == (Address("Jürgen, Müller", "jurgen@acme.example"),)


def test_attachments_are_what_their_bytes_say_under_harmless_names() -> None:
    files = read_saved("attachments").attachments

    assert [(file.name, file.content_type) for file in files] == [
        ("Rechnung über Lampen.pdf", "application/pdf"),
        ("picture.png", "image/svg+xml"),
        ("passwd", "text/plain"),
        ("photognp.exe", "application/octet-stream"),
        ("The mail inside.eml", "message/rfc822"),
        ("attachment-6.ics", "text/calendar"),
    ]
    assert files[4].content.startswith(b"From: eli@elsewhere.example\r\n")


def test_a_mail_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    mail = read_saved("unclosed")

    assert mail.text == "The words before the cut."
    assert mail.attachments[0].content.startswith(b"%PDF-1.4")
    assert mail.date is None


def test_character_sets_that_lie_or_shift_are_read() -> None:
    assert read_saved("japanese").text == "ランプ"
    assert read_saved("japanese").sender == Address("山田", "yamada@jp.example")
    assert read_saved("lying_charset").text.startswith("Grüße aus Köln")
    assert "\x00" not in read_saved("lying_charset").text


@pytest.mark.parametrize(
    ("name", "status", "permanent", "recipient", "message_id"),
    [
        (
            "postfix_bounce",
            "5.1.1",
            True,
            "gone@acme.example",
            "abcdef234567@brightwell.example",
        ),
        ("full_mailbox_bounce", "5.2.2", False, "dana@acme.example", "fullbox@brightwell.example"),
        ("bounce_in_words", "5.1.1", True, "nobody@acme.example", "qmailed@brightwell.example"),
    ],
)
def test_delivery_reports_say_what_failed(
    name: str,
    status: str,
    permanent: object,
    recipient: str,
    message_id: str,
) -> None:
    bounce = read_saved(name).bounce

    assert bounce is not None
    assert (bounce.status, bounce.is_permanent) == (status, permanent)
    assert (bounce.recipient, bounce.message_id) == (recipient, message_id)


AUTOMATIC = [
    ("auto-reply", ["Auto-Submitted: auto-replied (vacation)"]),
    ("notification", ["Auto-Submitted: auto-generated"]),
    ("auto-reply", ["X-Autoreply: yes"]),
    ("auto-reply", ["Precedence: auto_reply"]),
    ("notification", ["X-Auto-Response-Suppress: All"]),
    ("list", ["List-Id: <users.lists.example>"]),
    ("bulk", ["Precedence: bulk"]),
    ("bulk", ["List-Unsubscribe: <https://x.example/>"]),
    ("notification", ["Return-Path: <>"]),
    ("receipt", ["Content-Type: multipart/report; report-type=disposition-notification"]),
]


@pytest.mark.parametrize(("kind", "headers"), AUTOMATIC)
def test_robots_are_known_by_their_headers(kind: str, headers: list[str]) -> None:
    raw = make_letter(headers=headers)
    if "report" in headers[0]:
        raw = raw.replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"")
    found = read(raw).automatic

    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Lamps",
        "Out of Office: Lamps",
        "Automatische Antwort: Lampen",
        "Réponse automatique : Lampes",
        "Respuesta automática: Lámparas",
        "Autosvar: Lampor",
        "Автоответ: Лампы",
        "自動返信: ランプ",
        "[External] Auto: Lamps",
    ],
)
def test_out_of_office_answers_are_known_by_their_subject(subject: str) -> None:
    found = read(make_letter(subject=subject)).automatic

    assert found is not None
    assert found.kind == "auto-reply"


@pytest.mark.parametrize("local", ["no-reply", "noreply", "jira-noreply", "MAILER-DAEMON", "root"])
def test_robots_are_known_by_their_names(local: str) -> None:
    assert read(make_letter(sender=f"{local}@x.example")).automatic is not None


@pytest.mark.parametrize(
    "headers", [["Auto-Submitted: no"], ["Precedence: normal"], ["X-Auto-Response-Suppress: None"]]
)
def test_people_are_not_taken_for_robots(headers: list[str]) -> None:
    assert read(make_letter(headers=headers)).automatic is None


def test_the_null_sender_of_the_envelope_tells_a_robot() -> None:
    assert read(make_letter(), envelope_sender="").automatic is not None


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("dana@acme.example", "dana@acme.example"),
        ('"Fischer, Dana" <dana@ACME.example>', "dana@acme.example"),
        ("Fischer, Dana <dana@acme.example>", "dana@acme.example"),
        ("dana@acme.example <dana@acme.example>", "dana@acme.example"),
        ("dana@acme.example (Dana)", "dana@acme.example"),
        ("=?utf-8?q?D=40x=2Eexample=2C?= <dana@acme.example>", "dana@acme.example"),
        ("<dana@acme.example>", "dana@acme.example"),
        ('"<eve@evil.example>" <dana@acme.example>', "dana@acme.example"),
    ],
)
def test_one_author_is_read_without_guessing(value: str, address: str) -> None:
    sender, problem = one_sender([value])

    assert problem == ""
    assert sender is not None
    assert sender.address == address


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["dana@acme.example, eve@evil.example"],
        ["dana@acme.example", "eve@evil.example"],
        ["dana@acme.example <eve@evil.example> <dana@acme.example>"],
        ["<dana@acme.example> eve@evil.example"],
        ["alice@example.org]<eve@evil.example> x"],
        ["dana@acme.example: <eve@evil.example>"],
        ["no address at all"],
        ['"unclosed <dana@acme.example>'],
        ["<dana@acme.example><eve@evil.example>"],
    ],
)
def test_an_author_that_can_be_read_in_two_ways_is_none(values: list[str]) -> None:
    sender, problem = one_sender(values)

    assert sender is None
    assert problem


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad"])
def test_an_address_with_unseen_characters_is_nobodys(unseen: str) -> None:
    assert one_sender([f"Dana <da{unseen}na@customer.example>"])[0] is None
    assert addresses([f'"da{unseen}na"@customer.example, jo@customer.example']) == (
        Address("", "jo@customer.example"),
    )


def test_a_name_cannot_turn_the_address_beside_it_around() -> None:
    sender, _problem = one_sender(
        ["\u202eanaD\u202c =?utf-8?q?=E2=81=A6x?= <dana@customer.example>"]
    )
    assert sender == Address("anaD x", "dana@customer.example")


def test_lists_of_recipients_are_read_leniently() -> None:
    team = 'Team: a@x.example, "B, C" <b@x.example>;, undisclosed-recipients:;'
    found = addresses([f"{team}, =?utf-8?q?=C3=84?= <ä@ö.example>"])
    assert [one.address for one in found] == ["a@x.example", "b@x.example", "ä@ö.example"]
    assert [one.name for one in found] == ["", "B, C", "Ä"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?Q?Are_you_there=3F?=", "Are you there?"),
        ("=?utf-8?Q?Are you there??=", "Are you there?"),
        ("=?utf-8?B?w7w=?= =?utf-8?B?w7w=?=", "üü"),
        ("=?utf-8?B?ww==?= =?utf-8?B?vA==?=", "ü"),
        ("a =?utf-8?q?=C3=BC?= b", "a ü b"),
        ("=?iso-8859-1*de?Q?=FC?=", "ü"),
        ("=?nonsense?Q?x?=", "x"),
        ("=?utf-8?B?!!!!?=", ""),
        ("plain =? text", "plain =? text"),
    ],
)
def test_encoded_words_are_read_even_when_broken(value: str, words: str) -> None:
    assert decode_words(value) == words


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="a;b.txt"', "a;b.txt"),
        ("attachment; filename*=utf-8''%C3%BC.txt", "ü.txt"),
        ("attachment; filename=\"plain.txt\"; filename*=utf-8''%C3%BC.txt", "ü.txt"),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ('attachment; filename="=?utf-8?q?=C3=BC.txt?="', "ü.txt"),
        ('attachment; filename="a\\"b.txt', 'a"b.txt'),
    ],
)
def test_parameters_are_read_in_every_dialect(value: str, name: str) -> None:
    assert parameters(value)[1]["filename"] == name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.txt", "x.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("a\x00b\n.txt", "ab.txt"),
        ("..", ""),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_of_files_neither_hide_nor_travel(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_message_ids_are_found_in_any_dress() -> None:
    assert message_ids(["<a@b> <c@d>\t<a@b>"]) == ("a@b", "c@d")
    assert message_ids(["bare@id"]) == ("bare@id",)
    assert message_ids(["Your message of Tuesday"]) == ()
    many = message_ids([" ".join(f"<{number}@x>" for number in range(500))])
    assert (len(many), many[0], many[-1]) == (100, "0@x", "499@x")


@pytest.mark.parametrize("claimed", ["", "utf-7", "unicode_escape", "idna", "x" * 50, "utf-8"])
def test_any_bytes_become_storable_text(claimed: str) -> None:
    text = decode(bytes(range(256)) * 4, claimed)

    text.encode("utf-8")
    assert "\x00" not in text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\x00\xff" * 100,
        b"From: a@b.example",
        b"no headers at all",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary=a\n\n--b\n",
        b"Content-Type: ;;;=;\n\nx",
        b"Subject:\n =?utf-8?B?\n\nx",
        b"From: \xff\xfe <\xff@\xff>\n\nx",
        b"Date: Fri, 99 Foo 99999 99:99:99 +99999\n\nx",
        b"Content-Transfer-Encoding: base64\n\n=====",
        b"Content-Type: text/html\n\n<",
        b"From a@b Mon\nSubject: mbox\n\nx",
    ],
)
def test_nothing_that_is_hardly_a_mail_breaks_the_reading(raw: bytes) -> None:
    read(raw)


def nested(depth: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
        for level in range(depth)
    )
    return b"From: a@b.example\n" + opened + b"\nx"


@pytest.mark.parametrize(
    "raw",
    [
        nested(60),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1001,
        b"".join(b"X-%d: %s\n" % (number, b"x" * 900) for number in range(400)) + b"\nx",
    ],
    ids=["depth", "breadth", "headers"],
)
def test_bombs_are_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(MailRefused):
        read(raw)


SLOW = {
    "encoded words": b"Subject: " + b"=?u?q?" * 20_000 + b"\n\nx",
    "comments": b"From: " + b"(" * 50_000 + b"a@b.example\n\nx",
    "quotes": b"To: " + b'"' * 50_001 + b"\n\nx",
    "brackets": b"To: " + b"<" * 50_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain" + b"; a*0*=b" * 10_000 + b"\n\nx",
    "references": b"References: " + b"<a@b" * 50_000 + b"\n\nx",
    "carets": b"From: a@b.example\n\n" + b"> " * 100_000,
    "introductions": b"From: a@b.example\n\n" + b"On 2026 wrote\n" * 50_000,
    "colons": b"From: a@b.example\n\n" + b"a: " * 200_000,
    "links": b"From: a@b.example\n\n" + b"http://" * 100_000 + b" " + b"a@" * 100_000,
    "divs": b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    "blockquotes": b"Content-Type: text/html\n\n" + b"<blockquote type=cite>x" * 900,
    "breaks": b"Content-Type: text/html\n\nx<blockquote type=cite>y</blockquote>"
    + b"<br>" * 50_000,
    "attributes": b"Content-Type: text/html\n\n<p " + b"a=b " * 100_000 + b">",
    "styles": b'Content-Type: text/html\n\n<p style="' + b"a:b;" * 100_000 + b'">',
    "boundaries": b"Content-Type: multipart/mixed; boundary=" + b"-" * 60 + b"\n\n" + b"-" * 10**6,
}


@pytest.mark.parametrize("raw", SLOW.values(), ids=SLOW.keys())
def test_no_mail_takes_long(raw: bytes) -> None:
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 5.0


def test_a_large_mail_is_read_quickly() -> None:
    body = b"\r\n".join([b"QUJDREVGR0g" * 6 + b"QUJDREVGR0gK"] * 200_000)
    raw = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
    started = time.process_time()
    mail = read(raw)
    assert len(mail.attachments[0].content) > 10_000_000
    assert time.process_time() - started < 5.0


def test_what_is_read_survives_the_way_between_processes() -> None:
    mail = read_saved("attachments")

    assert pickle.loads(pickle.dumps(mail)) == mail  # noqa: S301  our own bytes
    assert read_safely(saved("attachments")) == mail


def test_refusals_cross_the_process_boundary() -> None:
    with pytest.raises(MailRefused, match="nested"):
        read_safely(nested(60))
