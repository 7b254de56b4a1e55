"""Writing over HTTP: drafts, files, replies that can be taken back, notes."""

import json
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstline.desk.forms import Composed
from firstline.desk.models import Attachment, Draft, Ticket
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs
from tests.pictures import PNG

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket()


def upload(browser: Client, ticket: Ticket, *, inline: bool = False, query: str = "") -> Attachment:
    answer = browser.post(
        f"/tickets/{ticket.pk}/uploads{query}",
        {"file": SimpleUploadedFile("lamp.png", PNG), **({"inline": "1"} if inline else {})},
        headers=HTMX,
    )
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["content_type"] == "image/png"
    attachment = Attachment.objects.get(pk=told["id"])
    assert told["url"] == f"/attachments/{attachment.pk}/lamp.png"
    return attachment


def test_a_draft_is_kept_and_shown_again(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/drafts",
        {"kind": "reply", "body": "Soon.", "body_html": "<p><b>Soon.</b></p><script>x</script>"},
    )
    assert answer.status_code == 204
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert ">Soon.</textarea>" in page
    assert "&lt;p&gt;&lt;b&gt;Soon.&lt;/b&gt;&lt;/p&gt;" in page
    assert "script&gt;x" not in page


def test_colleagues_do_not_see_ones_draft(
    browser: Client, client_of: ClientOf, bo: Agent, ticket: Ticket
) -> None:
    browser.post(f"/tickets/{ticket.pk}/drafts", {"kind": "reply", "body": "unfinished thought"})
    page = client_of(bo).get(f"/tickets/{ticket.pk}/").content.decode()
    assert "unfinished thought" not in page


def test_sending_holds_the_reply_and_offers_undo(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/replies", {"body": "On its way.", "seen": "1"}, headers=HTMX
    )
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast["seconds"] == 10
    assert "message-held" in answer.content.decode()
    assert ticket.messages.count() == 1

    answer = browser.delete(
        toast["undo"], headers=HTMX | {"HX-Current-URL": f"http://desk/tickets/{ticket.pk}/"}
    )
    assert ">On its way.</textarea>" in answer.content.decode()
    assert not Draft.objects.get().is_held


def test_undo_on_another_page_leads_back_to_the_ticket(browser: Client, ticket: Ticket) -> None:
    browser.post(f"/tickets/{ticket.pk}/replies", {"body": "Wait"}, headers=HTMX)
    draft = Draft.objects.get()
    answer = browser.delete(
        f"/drafts/{draft.pk}/hold", headers=HTMX | {"HX-Current-URL": "http://desk/tickets/"}
    )
    assert answer["HX-Redirect"] == f"/tickets/{ticket.pk}/"


def test_undo_that_comes_too_late_says_so(
    browser: Client, ticket: Ticket, clock: StoppedClock
) -> None:
    browser.post(f"/tickets/{ticket.pk}/replies", {"body": "Gone"}, headers=HTMX)
    draft = Draft.objects.get()
    clock.pass_by(timedelta(seconds=14))
    run_due_jobs(queue="mail")
    answer = browser.delete(f"/drafts/{draft.pk}/hold", headers=HTMX)
    assert answer.status_code == 409
    assert "already been sent" in answer.content.decode()


def test_a_colleague_sees_that_a_reply_is_about_to_go(
    browser: Client, client_of: ClientOf, bo: Agent, ticket: Ticket
) -> None:
    browser.post(f"/tickets/{ticket.pk}/replies", {"body": "Going"}, headers=HTMX)
    page = client_of(bo).get(f"/tickets/{ticket.pk}/").content.decode()
    assert "is about to send this reply" in page
    assert "/hold" not in page


def test_send_and_set_a_status(browser: Client, ticket: Ticket, clock: StoppedClock) -> None:
    browser.post(f"/tickets/{ticket.pk}/replies", {"body": "Done", "then": "solved"}, headers=HTMX)
    clock.pass_by(timedelta(seconds=14))
    run_due_jobs(queue="mail")
    ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_a_stale_reply_shows_what_is_new_and_keeps_the_text(
    browser: Client, ticket: Ticket
) -> None:
    world.make_message(ticket, text="Forget it, found it!")
    answer = browser.post(
        f"/tickets/{ticket.pk}/replies", {"body": "We will look.", "seen": "1"}, headers=HTMX
    )
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == f"#reply-{ticket.pk}-refusal"
    assert "Forget it, found it!" in answer.content.decode()
    assert 'name="seen" value="2"' in answer.content.decode()
    draft = Draft.objects.get()
    assert (draft.html, draft.is_held) == ("<p>We will look.</p>", False)


def test_nothing_is_not_sent(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/replies", {"body": "  "}, headers=HTMX)
    assert answer.status_code == 422
    assert "nothing to send" in answer.content.decode()


def test_without_scripts_a_reply_is_a_plain_form(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/replies?view=mine", {"body": "One\n\nTwo"})
    assert answer["Location"] == f"/tickets/{ticket.pk}/?view=mine"
    assert Draft.objects.get().html == "<p>One</p><p>Two</p>"


def test_a_note_is_there_at_once(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/notes", {"body": "Ask Bo", "kind": "note"}, headers=HTMX
    )
    assert "Ask Bo" in answer.content.decode()
    note = ticket.messages.get(number=2)
    assert not note.is_public
    assert not Draft.objects.exists()


def test_a_pasted_picture_travels_by_its_content_id(
    browser: Client, ticket: Ticket, clock: StoppedClock
) -> None:
    picture = upload(browser, ticket, inline=True)
    html = f'<p>See <img src="/attachments/{picture.pk}/lamp.png" alt="lamp"></p>'
    browser.post(
        f"/tickets/{ticket.pk}/replies",
        {"body": "See", "body_html": html, "inline_files": [str(picture.pk)]},
        headers=HTMX,
    )
    assert f'data-cid="{picture.content_id}"' in Draft.objects.get().html
    clock.pass_by(timedelta(seconds=14))
    run_due_jobs(queue="mail")
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    sent = Attachment.objects.get(message__ticket=ticket)
    assert f'src="/attachments/{sent.pk}/lamp.png"' in page
    assert 'class="attachment"' not in page.split("composer")[0], "it is not listed once more"


def test_pictures_that_never_end_are_read_in_linear_time() -> None:
    begun = time.monotonic()
    for piece in ("<img ", '<img src="https://a '):
        composed = Composed(piece * 8000, file_ids=[], picture_ids=[], seen=None, then="")
        assert composed.shown_picture_ids == []
    assert time.monotonic() - begun < 2


def test_a_picture_taken_out_again_is_not_sent(
    browser: Client, ticket: Ticket, clock: StoppedClock
) -> None:
    picture, file = upload(browser, ticket, inline=True), upload(browser, ticket)
    browser.post(
        f"/tickets/{ticket.pk}/replies",
        {"body": "x", "body_html": "<p>x</p>", "inline_files": [str(picture.pk)]},
        headers=HTMX,
    )
    assert not Attachment.objects.filter(pk__in=[picture.pk, file.pk]).exists()


def test_a_file_uploaded_for_the_reply_can_go_with_the_note(
    browser: Client, ticket: Ticket
) -> None:
    file = upload(browser, ticket)
    browser.post(
        f"/tickets/{ticket.pk}/notes", {"body": "x", "files": [str(file.pk)]}, headers=HTMX
    )
    assert ticket.messages.get(number=2).attachments.get().name == "lamp.png"


def test_nobody_sends_a_colleagues_file(
    browser: Client, client_of: ClientOf, bo: Agent, ticket: Ticket
) -> None:
    file = upload(client_of(bo), ticket)
    browser.post(
        f"/tickets/{ticket.pk}/notes",
        {
            "body": "x",
            "body_html": f'<p><img src="/attachments/{file.pk}/a"></p>',
            "files": [str(file.pk)],
        },
        headers=HTMX,
    )
    assert Attachment.objects.get(pk=file.pk).draft is not None
    assert not Attachment.objects.filter(message__ticket=ticket).exists()


def test_one_throws_away_ones_own_draft_of_one_kind(
    browser: Client, client_of: ClientOf, bo: Agent, ticket: Ticket
) -> None:
    address = f"/tickets/{ticket.pk}/drafts"
    browser.post(address, {"kind": "note", "body": "x"})
    browser.post(address, {"kind": "reply", "body": "y"})
    client_of(bo).delete(f"{address}?kind=note")
    assert Draft.objects.count() == 2
    browser.delete(f"{address}?kind=note", headers=HTMX)
    assert Draft.objects.get().is_public


def test_a_light_agent_keeps_only_notes(client_of: ClientOf, lin: Agent, ticket: Ticket) -> None:
    client_of(lin).post(f"/tickets/{ticket.pk}/drafts", {"kind": "reply", "body": "x"})
    assert not Draft.objects.get().is_public
