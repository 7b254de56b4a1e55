"""What strangers send: their HTML in its frame, their pictures on request, their files."""

import pytest
from django.http import HttpResponseBase
from django.test import Client

from firstline.desk import actions
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Attachment, Message, RemoteImage, Ticket
from firstline.platform.egress import Fetched
from firstline.platform.errors import TransportError
from firstline.platform.files.storing import store
from firstline.platform.html import count_remote_images, sanitise_mail
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf
from tests.jobs import run_due_jobs
from tests.pictures import PNG, SVG

PIXEL = "https://tracker.example/pixel.gif?who=amara"


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def a_mail(html: str, *attachments: NewAttachment, ticket: Ticket | None = None) -> Message:
    ticket = ticket or world.make_ticket()
    clean = sanitise_mail(html)
    return actions.receive(
        ticket,
        Content(text="mail", html=clean, is_framed=True, remote_images=count_remote_images(clean)),
        by=ticket.requester,
        channel="email",
        attachments=attachments,
    )


def test_mail_is_shown_in_a_frame_where_nothing_runs(browser: Client) -> None:
    message = a_mail("<h1 style='color:red'>Hello</h1>")
    page = browser.get(f"/tickets/{message.ticket_id}/").content.decode()
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page
    assert "allow-scripts" not in page

    frame = browser.get(f"/messages/{message.pk}/frame")
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "img-src 'self' data:;" in policy
    assert "<h1" in frame.content.decode()


def test_remote_pictures_wait_until_somebody_asks(browser: Client) -> None:
    message = a_mail(f'<p>Hi</p><img src="{PIXEL}">')
    page = browser.get(f"/tickets/{message.ticket_id}/").content.decode()
    assert "1 picture is held back" in page
    frame = browser.get(f"/messages/{message.pk}/frame").content.decode()
    assert f' src="{PIXEL}' not in frame


def test_asked_for_pictures_come_through_us(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetch(url: str, **limits: object) -> Fetched:
        asked.append(url)
        return Fetched(200, "image/png", PNG)

    monkeypatch.setattr("firstline.desk.actions.remote_pictures.fetch", fetch)
    message = a_mail(f'<img src="{PIXEL}"><img src="{PIXEL}">')
    browser.post(f"/messages/{message.pk}/images", headers={"HX-Request": "true"})
    assert not asked, "a page never waits for a stranger's server"
    run_due_jobs()
    browser.post(f"/messages/{message.pk}/images")
    run_due_jobs()
    assert asked == [PIXEL], "each once"
    image = RemoteImage.objects.get()
    frame = browser.get(f"/messages/{message.pk}/frame").content.decode()
    assert f'src="/messages/{message.pk}/images/{image.pk}"' in frame
    shown = downloaded(browser, f"/messages/{message.pk}/images/{image.pk}")
    assert shown["Content-Type"] == "image/png"
    page = browser.get(f"/tickets/{message.ticket_id}/").content.decode()
    assert "held back" not in page
    assert f"/messages/{message.pk}/frame?pictures=1" in page


@pytest.mark.parametrize(
    "answer",
    [
        Fetched(200, "image/svg+xml", SVG),
        Fetched(200, "image/png", b"<html>not a picture</html>"),
        Fetched(404, "image/png", PNG),
        TransportError("tracker.example is not on the public internet", permanent=True),
    ],
)
def test_what_is_no_harmless_picture_is_not_shown(
    browser: Client, monkeypatch: pytest.MonkeyPatch, answer: Fetched | TransportError
) -> None:
    def fetch(url: str, **limits: object) -> Fetched:
        if isinstance(answer, TransportError):
            raise answer
        return answer

    monkeypatch.setattr("firstline.desk.actions.remote_pictures.fetch", fetch)
    message = a_mail(f'<img src="{PIXEL}">')
    actions.show_images(message)
    run_due_jobs()
    image = RemoteImage.objects.get()
    assert image.file is None
    assert browser.get(f"/messages/{message.pk}/images/{image.pk}").status_code == 404


@pytest.mark.django_db
def test_a_slow_server_does_not_hold_the_worker_for_every_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter(range(0, 10_000, 15))
    asked: list[str] = []

    def fetch(url: str, **limits: object) -> Fetched:
        asked.append(url)
        raise TransportError("tracker.example took too long", permanent=False)

    monkeypatch.setattr("firstline.desk.actions.remote_pictures.fetch", fetch)
    monkeypatch.setattr("firstline.desk.actions.remote_pictures.monotonic", lambda: next(seconds))
    message = a_mail("".join(f'<img src="{PIXEL}{number}">' for number in range(10)))
    actions.fetch_images(message)
    assert len(asked) == 2
    assert RemoteImage.objects.filter(file=None).count() == 10, "and none is asked for again"


def test_pictures_inside_the_mail_are_shown_from_our_store(browser: Client) -> None:
    inline = NewAttachment(file=store(PNG), name="lamp.png", content_id="a@b", is_inline=True)
    message = a_mail('<img src="cid:a@b">', inline)
    attachment = Attachment.objects.get(message=message)
    frame = browser.get(f"/messages/{message.pk}/frame").content.decode()
    assert f'src="/attachments/{attachment.pk}/lamp.png"' in frame


def downloaded(browser: Client, address: str) -> HttpResponseBase:
    """The answer, read to its end as a browser would."""
    answer = browser.get(address)
    list(answer)
    return answer


def received(browser: Client, content: bytes, name: str) -> HttpResponseBase:
    message = a_mail("<p>See</p>", NewAttachment(file=store(content), name=name))
    attachment = Attachment.objects.get(message=message)
    return downloaded(browser, f"/attachments/{attachment.pk}/x")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "logo.svg"),
        (SVG, "logo.png"),
        (b"<script>alert(1)</script>", "page.html"),
        (b"<script>alert(1)</script>", "photo.jpg"),
        (b"%PDF-1.7 /JavaScript", "bill.pdf"),
        (b"GIF87" + b"<script>", "almost.gif"),
    ],
)
def test_what_could_carry_a_script_is_only_downloaded(
    browser: Client, content: bytes, name: str
) -> None:
    answer = received(browser, content, name)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_picture_is_shown_as_what_its_bytes_are(browser: Client) -> None:
    message = a_mail("<p>See</p>", NewAttachment(file=store(PNG), name="virus.exe"))
    attachment = Attachment.objects.get(message=message)
    answer = downloaded(browser, f"/attachments/{attachment.pk}/virus.exe")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline;")
    forced = downloaded(browser, f"/attachments/{attachment.pk}/virus.exe?download")
    assert forced["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Grüße 7.pdf", "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%207.pdf"),
        ('a"b\\c.txt', 'attachment; filename="a\\"b\\\\c.txt"'),
        ("x\r\nSet-Cookie: a=b", "attachment; filename*=utf-8''x%0D%0ASet-Cookie%3A%20a%3Db"),
    ],
)
def test_names_reach_the_browser_and_nothing_more(browser: Client, name: str, header: str) -> None:
    message = a_mail("<p>See</p>", NewAttachment(file=store(b"text"), name=name))
    attachment = Attachment.objects.get(message=message)
    answer = downloaded(browser, f"/attachments/{attachment.pk}/x")
    assert answer["Content-Disposition"] == header
    assert browser.get(f"/tickets/{message.ticket_id}/").status_code == 200


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a/b\\c", "?#%00"])
def test_a_strange_name_is_still_reached(browser: Client, name: str) -> None:
    message = a_mail("<p>See</p>", NewAttachment(file=store(b"text"), name=name))
    page = browser.get(f"/tickets/{message.ticket_id}/").content.decode()
    address = page.split('class="attachment" href="')[1].split('"')[0]
    assert downloaded(browser, address).status_code == 200


def test_nothing_of_a_restricted_ticket_is_there(browser: Client, goran: Agent) -> None:
    ticket = world.make_ticket(group=world.group(world.SECURITY))
    message = a_mail("<p>Secret</p>", NewAttachment(file=store(PNG), name="a.png"), ticket=ticket)
    attachment = Attachment.objects.get(message=message)
    image = RemoteImage.objects.create(message=message, address=PIXEL, file=store(PNG))
    for address in (
        f"/messages/{message.pk}/frame",
        f"/messages/{message.pk}/images/{image.pk}",
        f"/attachments/{attachment.pk}/a.png",
    ):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/messages/{message.pk}/images").status_code == 404


def test_a_colleagues_draft_file_is_not_there(
    browser: Client, client_of: ClientOf, bo: Agent
) -> None:
    attachment = actions.attach_to_draft(
        world.make_ticket(), file=store(PNG), name="a.png", is_public=True, is_inline=True, by=bo
    )
    assert downloaded(client_of(bo), f"/attachments/{attachment.pk}/a.png").status_code == 200
    assert browser.get(f"/attachments/{attachment.pk}/a.png").status_code == 404


def test_a_picture_of_another_message_is_not_there(browser: Client) -> None:
    first, second = a_mail("<p>1</p>"), a_mail("<p>2</p>")
    image = RemoteImage.objects.create(message=first, address=PIXEL, file=store(PNG))
    assert browser.get(f"/messages/{second.pk}/images/{image.pk}").status_code == 404
