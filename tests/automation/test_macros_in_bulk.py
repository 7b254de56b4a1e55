"""A macro on many tickets: what is asked before, what is sent, and what can be put back."""

import re

import pytest
from django.test import Client

from firstline.automation.in_bulk import DEED, change_of
from firstline.automation.models import Macro
from firstline.channels.email.models import OutboundMail
from firstline.desk import actions as desk
from firstline.desk.actions.hold import UNDO_HELD
from firstline.desk.changes import Change
from firstline.desk.confirmations import Confirmation
from firstline.desk.errors import BadValue, QuestionIsStale
from firstline.desk.models import BulkEdit, BulkEditState, Ticket
from firstline.desk.queries.bulk_edits import Told
from firstline.platform.errors import DomainError
from firstline.team.models import Agent
from tests import world
from tests.automation.conftest import MakeMacro
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def tickets(db: None) -> list[Ticket]:
    """Two of Dana, one of somebody else."""
    nadia = world.make_customer(email="nadia@globex.example")
    return [world.make_ticket(), world.make_ticket(), world.make_ticket(requester=nadia)]


def used(macro: Macro, tickets: list[Ticket], by: Agent) -> BulkEdit:
    ids = [ticket.pk for ticket in tickets]
    return desk.edit_in_bulk(ids, [change_of(macro)], by=by)


def asked(browser: Client, macro: Macro, form: dict[str, str], address: str = "") -> dict[str, str]:
    """The form that says yes to what is asked."""
    page = browser.post(f"/tickets/bulk/macros/{macro.pk}{address}", form, headers=HTMX)
    found = re.search(r'name="question" value="([^"]+)"', page.content.decode())
    assert found
    return {**form, "question": found[1]}


def now_of(tickets: list[Ticket]) -> list[Ticket]:
    return list(Ticket.objects.filter(pk__in=[one.pk for one in tickets]).order_by("pk"))


def test_what_a_macro_changes_is_changed_on_all_of_them_and_put_back(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent
) -> None:
    macro = make_macro("Triage::Urgent", text="", priority="urgent", current_tags="flood")
    edit = used(macro, tickets, amara)
    assert edit.state == BulkEditState.FINISHED
    assert [one.priority for one in now_of(tickets)] == ["urgent"] * 3
    assert Told([edit]).words(edit) == "Macro: Triage › Urgent"
    desk.undo_bulk_edit(edit, by=amara)
    assert [(one.priority, one.tags) for one in now_of(tickets)] == [("normal", [])] * 3


def test_a_reply_waits_a_moment_and_then_reaches_every_customer(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent, clock: StoppedClock
) -> None:
    edit = used(make_macro(status="pending"), tickets, amara)
    assert edit.state == BulkEditState.RUNNING
    assert edit.seconds_left
    run_due_jobs()
    assert not OutboundMail.objects.exists()

    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    assert [one.status for one in now_of(tickets)] == ["pending"] * 3
    written = {row["address"] for mail in OutboundMail.objects.all() for row in mail.to}
    assert written == {world.DANA, "nadia@globex.example"}

    edit.refresh_from_db()
    desk.undo_bulk_edit(edit, by=amara)
    assert [one.status for one in now_of(tickets)] == ["open"] * 3
    assert [one.messages.count() for one in now_of(tickets)] == [2] * 3


def test_cancelled_in_time_it_writes_to_nobody(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent, clock: StoppedClock
) -> None:
    edit = used(make_macro(), tickets, amara)
    desk.cancel_bulk_edit(edit, by=amara)
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    assert not OutboundMail.objects.exists()
    assert [one.messages.count() for one in tickets] == [1] * 3


def test_what_only_writes_offers_no_undoing(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent, clock: StoppedClock
) -> None:
    edit = used(make_macro(), tickets, amara)
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    edit.refresh_from_db()
    assert edit.changed == 3
    assert not edit.can_be_undone


def test_a_note_is_no_mail_and_waits_for_nothing(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent
) -> None:
    edit = used(make_macro(comment_mode_is_public="false"), tickets, amara)
    assert edit.state == BulkEditState.FINISHED
    notes = [one.messages.get(number=2) for one in now_of(tickets)]
    assert not any(note.is_public for note in notes)
    assert not OutboundMail.objects.exists()


def test_one_ticket_that_refuses_leaves_the_others_done(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent
) -> None:
    desk.set_status(tickets[0], status="closed", by=amara)
    edit = used(make_macro(text="", priority="urgent"), tickets, amara)
    assert (edit.changed, edit.refused) == (2, 1)


@pytest.mark.parametrize("value", ["", "x", "999999", "9" * 30])
def test_a_macro_that_is_not_there_is_refused(
    tickets: list[Ticket], amara: Agent, value: str
) -> None:
    with pytest.raises(DomainError):
        desk.edit_in_bulk([tickets[0].pk], [Change(DEED, value)], by=amara)
    assert not BulkEdit.objects.exists()


def test_somebody_elses_macro_is_not_there(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent, bo: Agent
) -> None:
    with pytest.raises(DomainError):
        used(make_macro(by=bo, own=True), tickets, amara)


def test_no_macro_uses_another_one(make_macro: MakeMacro) -> None:
    macro = make_macro(priority="high")
    with pytest.raises(BadValue):
        make_macro("Round and round", **{DEED: str(macro.pk)})


def test_the_picker_shows_what_it_would_be_on_the_first_ticket(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro()
    chosen = {"tickets": ",".join(str(one.pk) for one in tickets)}
    picker = browser.post("/tickets/bulk/macros/", chosen, headers=HTMX).content.decode()
    assert "Hello Dana" in picker
    assert f'hx-post="/tickets/bulk/macros/{macro.pk}' in picker


def test_it_asks_and_says_how_many_customers_get_mail(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro(status="pending")
    chosen = {"tickets": ",".join(str(one.pk) for one in tickets)}
    page = browser.post(f"/tickets/bulk/macros/{macro.pk}", chosen, headers=HTMX).content.decode()
    assert "on 3 tickets?" in page
    assert "2 customers get a mail." in page
    assert "Write to 2 customers" in page
    assert not BulkEdit.objects.exists()

    panel = browser.post("/bulk-edits/", asked(browser, macro, chosen), headers=HTMX)
    assert "until then nothing is sent" in panel.content.decode()
    assert "Cancel" in panel.content.decode()
    assert "bulkEdited" in panel["HX-Trigger"]


def test_without_a_text_nobody_gets_mail(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro(text="", priority="urgent")
    chosen = {"tickets": str(tickets[0].pk)}
    page = browser.post(f"/tickets/bulk/macros/{macro.pk}", chosen, headers=HTMX).content.decode()
    assert "on 1 ticket?" in page
    assert "Priority: Urgent" in page
    assert "mail" not in page.replace("email", "")


def test_all_of_a_view_are_meant_when_all_are_selected(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro()
    page = browser.post(f"/tickets/bulk/macros/{macro.pk}?view=all", {"all": "1"}, headers=HTMX)
    assert "on 3 tickets?" in page.content.decode()


def test_nothing_selected_is_nothing_to_do(browser: Client, make_macro: MakeMacro) -> None:
    make_macro()
    answer = browser.post("/tickets/bulk/macros/", {"tickets": "999999"}, headers=HTMX)
    assert answer.status_code == 422


def chosen_of(tickets: list[Ticket]) -> dict[str, str]:
    return {"tickets": ",".join(str(one.pk) for one in tickets)}


def test_a_double_press_writes_once(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket], clock: StoppedClock
) -> None:
    form = asked(browser, make_macro(), chosen_of(tickets))
    panels = [browser.post("/bulk-edits/", form, headers=HTMX) for _press in range(2)]
    edit = BulkEdit.objects.get()
    assert all(f"bulk-edit-{edit.pk}" in panel.content.decode() for panel in panels)
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    assert [one.messages.count() for one in now_of(tickets)] == [2] * 3


def test_the_form_sends_nothing_while_it_is_being_sent(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro()
    page = browser.post(f"/tickets/bulk/macros/{macro.pk}", chosen_of(tickets), headers=HTMX)
    assert 'hx-sync="this:drop"' in page.content.decode()
    assert 'hx-disabled-elt="find button[type=submit]"' in page.content.decode()


def test_each_question_is_one_of_its_own(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro(text="", priority="urgent")
    for _time in range(2):
        browser.post("/bulk-edits/", asked(browser, macro, chosen_of(tickets)), headers=HTMX)
    assert BulkEdit.objects.count() == 2


def test_a_macro_that_changed_since_the_question_is_not_used(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    macro = make_macro(text="", priority="urgent")
    form = asked(browser, macro, chosen_of(tickets))
    macro.save()
    refused = browser.post("/bulk-edits/", form, headers=HTMX)
    assert refused.status_code == 409
    assert "has changed since. Look again." in refused.content.decode()
    assert not BulkEdit.objects.exists()


def test_a_macro_that_changes_while_it_runs_is_not_used_on_the_rest(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent, clock: StoppedClock
) -> None:
    macro = make_macro()
    edit = used(macro, tickets, amara)
    macro.save()
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    edit.refresh_from_db()
    assert (edit.changed, edit.refused) == (0, 3)
    assert all("Look again" in one.refusal for one in edit.tickets.all())
    assert not OutboundMail.objects.exists()
    assert Told([edit]).words(edit) == "Macro: Refunds › On its way"


def test_a_list_that_has_grown_since_the_question_is_left_alone(
    browser: Client, make_macro: MakeMacro, tickets: list[Ticket]
) -> None:
    form = asked(browser, make_macro(), {"all": "1"}, "?view=all")
    world.make_ticket()
    refused = browser.post("/bulk-edits/?view=all", form, headers=HTMX)
    assert refused.status_code == 409
    assert "The list has changed since. Look again." in refused.content.decode()
    assert not BulkEdit.objects.exists()


def test_what_was_no_mail_when_it_was_asked_sends_none(
    make_macro: MakeMacro, tickets: list[Ticket], amara: Agent
) -> None:
    change = change_of(make_macro())
    confirmed = Confirmation(change, number=3, sends_mail=False)
    with pytest.raises(QuestionIsStale):
        desk.edit_in_bulk([one.pk for one in tickets], [change], by=amara, confirmed=confirmed)
    assert not BulkEdit.objects.exists()


def test_no_macro_is_used_without_the_question(
    client_of: ClientOf, browser: Client, make_macro: MakeMacro, tickets: list[Ticket], bo: Agent
) -> None:
    macro = make_macro()
    chosen = chosen_of(tickets)
    change = change_of(macro)
    unasked = {**chosen, "change": f"{change.field}:{change.value}"}
    assert browser.post("/bulk-edits/", unasked, headers=HTMX).status_code == 409
    forged = {**chosen, "question": "nonsense"}
    assert browser.post("/bulk-edits/", forged, headers=HTMX).status_code == 409
    of_amara = asked(browser, macro, chosen)
    assert client_of(bo).post("/bulk-edits/", of_amara, headers=HTMX).status_code == 409
    assert not BulkEdit.objects.exists()
