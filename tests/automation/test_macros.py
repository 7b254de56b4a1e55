"""Macros: what they hold, who has them, what they would do, and what sending does with them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.automation import actions
from firstline.automation.errors import BadMacro, BadTemplate, MacroIsGone
from firstline.automation.models import Macro, MacroUse, PendingMacro
from firstline.automation.outcome import outcome_of
from firstline.automation.queries import offers
from firstline.desk import actions as desk
from firstline.desk.actions.hold import UNDO_HELD
from firstline.desk.content import Content
from firstline.desk.dispatch import Dispatch
from firstline.desk.errors import BadValue
from firstline.desk.models import CustomStatus, Draft, Ticket
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.fields.models import FieldKind
from firstline.platform.html.tree import parse
from firstline.team.models import Agent
from tests import world
from tests.automation.conftest import MakeMacro
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs

HTMX = {"HX-Request": "true"}


def now_of(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def written(ticket: Ticket, agent: Agent, *, is_public: bool = True) -> Draft:
    draft = desk.keep_draft(ticket, html="<p>Mine.</p>", is_public=is_public, by=agent)
    assert draft is not None
    return draft


# What a macro holds


def test_a_text_alone_is_a_saved_reply_and_with_changes_a_macro(make_macro: MakeMacro) -> None:
    assert make_macro().is_saved_reply
    macro = make_macro("Refunds :: Sent::  Twice ", status="pending")
    assert not macro.is_saved_reply
    assert macro.levels == ["Refunds", "Sent", "Twice"]
    assert (macro.category, macro.name) == ("Refunds", "Twice")


def test_its_html_is_cleaned_before_it_is_kept(make_macro: MakeMacro) -> None:
    macro = make_macro(text='<p onclick="x">Hi\x00</p><script>alert(1)</script>')
    assert macro.html == "<p>Hi</p>"


@pytest.mark.parametrize(
    "action",
    [
        {"field": "nonsense", "value": "1"},
        {"field": "status", "value": "closed"},
        {"field": "group_id", "value": "999999"},
        {"value": "pending"},
        {"field": "comment_value_html", "value": "<p>{% include 'x' %}</p>"},
        {"field": "comment_value", "value": "{{ broken"},
        {"field": "subject", "value": "{% if %}"},
    ],
)
def test_what_could_never_be_done_is_refused(farah: Agent, action: dict[str, str]) -> None:
    with pytest.raises((BadValue, BadTemplate, BadMacro)):
        actions.add_macro(title="A", actions=[action], by=farah)


def test_a_macro_needs_a_name_and_something_to_do(farah: Agent) -> None:
    with pytest.raises(BadMacro):
        actions.add_macro(title=" :: ", actions=[{"field": "status", "value": "open"}], by=farah)
    with pytest.raises(BadMacro):
        actions.add_macro(title="A", actions=[], by=farah)


def test_every_change_of_a_macro_is_on_record(make_macro: MakeMacro, chidi: Agent) -> None:
    macro = make_macro()
    actions.change_macro(macro, title="Refunds::Sent", by=chidi)
    actions.set_in_use(macro, is_active=False, by=chidi)
    actions.remove_macro(macro, by=chidi)
    actions.restore_macro(macro, by=chidi)
    actions.restore_macro(macro, by=chidi)
    told = Event.objects.filter(subject_kind="macro").order_by("pk")
    assert [event.name for event in told] == [
        "macro_added",
        "macro_changed",
        "macro_changed",
        "macro_removed",
        "macro_restored",
    ]
    assert told[1].data["changes"] == {"title": ["Refunds::On its way", "Refunds::Sent"]}
    assert told[2].data["changes"] == {"is_active": [True, False]}


def test_macros_are_put_in_order(make_macro: MakeMacro, chidi: Agent) -> None:
    first, _second, third = make_macro("1"), make_macro("2"), make_macro("3")
    actions.move_macro(third, before=first, by=chidi)
    actions.move_macro(first, before=None, by=chidi)
    order = Macro.objects.order_by("position").values_list("title", flat=True)
    assert list(order) == ["3", "2", "1"]


# Who has them


def test_own_macros_are_ones_own_and_those_of_groups_their_groups(
    make_macro: MakeMacro, amara: Agent, bo: Agent, goran: Agent, farah: Agent, lin: Agent
) -> None:
    make_macro("everybody's")
    make_macro("amara's", by=amara, own=True)
    make_macro("support's", groups=[world.group(world.SUPPORT)])
    make_macro("security's", by=farah, groups=[world.group(world.SECURITY)])

    def usable(agent: Agent) -> set[str]:
        return set(Macro.objects.usable_by(agent).values_list("title", flat=True))

    assert usable(amara) == {"everybody's", "amara's", "support's"}
    assert usable(bo) == {"everybody's", "support's"}
    assert usable(goran) == {"everybody's", "security's"}
    assert usable(lin) == set()
    seen = Macro.objects.visible_to(world.agent(world.CHIDI)).values_list("title", flat=True)
    assert set(seen) == {"everybody's", "support's"}


def test_only_who_leads_makes_and_changes_those_of_others(
    make_macro: MakeMacro, amara: Agent, lin: Agent
) -> None:
    shared = make_macro()
    text = [{"field": "comment_value", "value": "Hi"}]
    with pytest.raises(NotAllowed):
        actions.add_macro(title="A", actions=text, scope=actions.Scope(is_shared=True), by=amara)
    with pytest.raises(NotAllowed):
        actions.change_macro(shared, title="B", by=amara)
    with pytest.raises(NotAllowed):
        actions.remove_macro(shared, by=amara)
    with pytest.raises(NotAllowed):
        actions.add_macro(title="A", actions=text, by=lin)
    assert actions.clone_macro(shared, by=amara).owner == amara


# What they would do


def test_applying_gives_the_fields_shape(make_macro: MakeMacro, ticket: Ticket) -> None:
    amara = world.agent(world.AMARA)
    field = world.make_field(options=["a1", "b2"])
    macro = make_macro(
        text="<p>Hello {{ticket.requester.first_name}}, about “{{ticket.title}}”</p>",
        comment_mode_is_public="false",
        status="pending",
        priority="high",
        assignee_id="current_user",
        group_id=str(world.group(world.SUPPORT).pk),
        current_tags="refund sent",
        remove_tags="lamp",
        subject="Refund for #{{ticket.id}}",
        **{f"custom_fields_{field.pk}": "a1"},
    )
    html = "<p>Hello Dana, about “My &lt;b&gt;lamp&lt;/b&gt; {{ ticket.id }}”</p>"
    text = "Hello Dana, about “My <b>lamp</b> {{ ticket.id }}”"
    assert outcome_of(macro, ticket, by=amara).result() == {
        "ticket": {
            "status": "pending",
            "priority": "high",
            "assignee_id": amara.pk,
            "group_id": world.group(world.SUPPORT).pk,
            "tags": ["refund", "sent"],
            "subject": f"Refund for #{ticket.pk}",
            "custom_fields": [{"id": field.pk, "value": "a1"}],
            "comment": {
                "body": text,
                "html_body": html,
                "scoped_body": [["channel:all", text]],
                "public": False,
            },
        }
    }
    assert now_of(ticket).status == "new", "nothing has been done"


def test_the_customer_reads_their_own_language(make_macro: MakeMacro, amara: Agent) -> None:
    macro = make_macro(text="<p>Hello</p>", variants={"de": "<p>Hallo</p>", "xx": "<p>?</p>"})
    assert set(macro.variants) == {"de"}
    german = world.make_ticket(text="Guten Tag, meine Lampe ist leider noch nicht angekommen.")
    assert outcome_of(macro, german, by=amara).text == "Hallo"
    german.language = "de-AT"
    assert outcome_of(macro, german, by=amara).text == "Hallo"
    german.language = "fr"
    assert outcome_of(macro, german, by=amara).text == "Hello"


def test_a_plain_text_with_a_channel_is_understood(farah: Agent, ticket: Ticket) -> None:
    macro = actions.add_macro(
        title="A",
        actions=[{"field": "comment_value", "value": ["channel:web", "Hi <{{ticket.title}}>"]}],
        by=farah,
    )
    comment = outcome_of(macro, ticket, by=farah).result()["ticket"]["comment"]
    assert comment["html_body"] == "<p>Hi &lt;My &lt;b&gt;lamp&lt;/b&gt; {{ ticket.id }}&gt;</p>"
    assert comment["scoped_body"][0][0] == "channel:web"


def test_a_link_made_of_a_value_cannot_run_anything(make_macro: MakeMacro, amara: Agent) -> None:
    ticket = world.make_ticket(subject='javascript:alert(1)" onclick="x')
    macro = make_macro(text='<p><a href="https://x.example/{{ticket.title}}">x</a></p>')
    page = parse(outcome_of(macro, ticket, by=amara).html)
    (link,) = [element for element in page.walk() if element.tag == "a"]
    assert set(link.attributes) == {"href", "rel", "target"}
    assert link.attributes["href"].startswith("https://x.example/")


# Using them


def test_what_it_changes_waits_for_the_reply(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent, clock: StoppedClock
) -> None:
    macro = make_macro(status="pending", priority="high", current_tags="sent")
    actions.begin_with(macro, ticket, is_public=True, by=amara)
    desk.hold_reply(written(ticket, amara))
    assert now_of(ticket).priority == "normal"
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    ticket = now_of(ticket)
    assert (ticket.status, ticket.priority, ticket.tags) == ("pending", "high", ["lamp", "sent"])
    names = list(Event.objects.filter(subject_kind="ticket").order_by("pk").values_list("name"))
    assert names.index(("reply_sent",)) < names.index(("priority_changed",))


def test_a_taken_off_change_is_not_made(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent, bo: Agent
) -> None:
    macro = make_macro(status="pending", priority="high")
    actions.begin_with(macro, ticket, is_public=False, by=amara)
    pending = PendingMacro.objects.get()
    with pytest.raises(MacroIsGone):
        actions.take_off(pending.pk, field="priority", by=bo)
    actions.take_off(pending.pk, field="priority", by=amara)
    desk.add_draft_as_note(written(ticket, amara, is_public=False))
    run_due_jobs()
    assert (now_of(ticket).status, now_of(ticket).priority) == ("pending", "normal")
    event = Event.objects.get(name="macro_applied")
    assert event.data == {"macro": macro.pk, "title": macro.title}
    assert MacroUse.objects.get().times == 1
    assert not PendingMacro.objects.exists()


def test_finishing_twice_is_finishing_once(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    actions.begin_with(make_macro(priority="high"), ticket, is_public=False, by=amara)
    desk.add_draft_as_note(written(ticket, amara, is_public=False))
    ident = PendingMacro.objects.get().pk
    actions.finish(ident)
    actions.finish(ident)
    assert MacroUse.objects.get().times == 1


def test_a_discarded_draft_takes_its_changes_along(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    actions.begin_with(make_macro(priority="high"), ticket, is_public=True, by=amara)
    desk.discard_draft(ticket, is_public=True, by=amara)
    assert not PendingMacro.objects.exists()


def test_a_later_macro_takes_the_place_of_what_it_sets_too(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    first = make_macro("1", status="pending", current_tags="one")
    actions.begin_with(first, ticket, is_public=True, by=amara)
    actions.begin_with(
        make_macro("2", status="solved", current_tags="two"), ticket, is_public=True, by=amara
    )
    rows = PendingMacro.objects.order_by("pk")
    assert [[one["field"] for one in row.changes] for row in rows] == [
        ["current_tags"],
        ["status", "current_tags"],
    ]


def test_the_status_that_the_agent_chose_counts_more(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    actions.begin_with(make_macro(status="pending"), ticket, is_public=True, by=amara)
    draft = written(ticket, amara)
    desk.reply(
        ticket, Content.from_text("Hi"), by=amara, then="solved", dispatch=Dispatch.of(draft)
    )
    PendingMacro.objects.update(then_status="solved")
    run_due_jobs()
    assert now_of(ticket).status == "solved"


def test_the_agents_own_word_for_a_status_counts_more(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent, clock: StoppedClock
) -> None:
    carrier = CustomStatus.objects.create(category="hold", label="Waiting for the carrier")
    parts = CustomStatus.objects.create(category="hold", label="Waiting for parts")
    actions.begin_with(
        make_macro(custom_status_id=str(carrier.pk)), ticket, is_public=True, by=amara
    )
    desk.hold_reply(written(ticket, amara), then=str(parts.pk))
    clock.pass_by(UNDO_HELD)
    run_due_jobs()
    assert now_of(ticket).custom_status == parts


def test_what_is_refused_when_the_text_is_out_is_told_and_the_rest_done(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    group = world.make_group("Night")
    macro = make_macro(group_id=str(group.pk), priority="high")
    actions.begin_with(macro, ticket, is_public=False, by=amara)
    group.delete()
    desk.add_draft_as_note(written(ticket, amara, is_public=False))
    run_due_jobs()
    assert now_of(ticket).priority == "high"
    assert len(Event.objects.get(name="macro_applied").data["refused"]) == 1


def test_a_status_is_set_once_the_fields_it_asks_for_are_there(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    field = world.make_field("Cause", kind=FieldKind.TEXT, is_required=True)
    macro = make_macro(text="", status="solved", **{f"custom_fields_{field.pk}": "Broken"})
    actions.apply_at_once(macro, ticket, by=amara)
    assert now_of(ticket).status == "solved"


def test_without_a_text_it_is_done_at_once_and_undone(
    make_macro: MakeMacro, ticket: Ticket, amara: Agent
) -> None:
    macro = make_macro(text="", status="open", assignee_id="current_user", set_tags="a b")
    before = actions.apply_at_once(macro, ticket, by=amara)
    assert (now_of(ticket).assignee, now_of(ticket).tags) == (amara, ["a", "b"])
    actions.put_back(macro, ticket, before, by=amara)
    assert (now_of(ticket).assignee, now_of(ticket).tags) == (None, ["lamp"])


def test_a_macro_runs_on_many_tickets(make_macro: MakeMacro, ticket: Ticket, amara: Agent) -> None:
    macro = make_macro(text="<p>Hi {{ticket.id}}</p>", status="pending")
    other = world.make_ticket()
    for one in (ticket, other):
        actions.run_on(macro, one, by=amara)
    last = other.messages.latest("number")
    assert (last.text, last.is_public) == (f"Hi {other.pk}", True)
    assert now_of(ticket).status == "pending"
    assert MacroUse.objects.get().times == 2


def test_suggested_are_those_of_similar_tickets_then_ones_own(
    make_macro: MakeMacro, amara: Agent
) -> None:
    make_macro("1 first")
    often = make_macro("2 often", text="", priority="high")
    fits = make_macro("3 fits", text="", priority="low")
    like = world.make_ticket(subject="Invoice from Quartzberg twice charged zorbit")
    here = world.make_ticket(subject="Invoice from Quartzberg charged zorbit again")
    actions.apply_at_once(fits, like, by=world.agent(world.BO))
    actions.apply_at_once(often, world.make_ticket(), by=amara)
    offered = offers(here, amara)
    assert [offer.macro.title for offer in offered] == ["3 fits", "2 often", "1 first"]
    assert offered[0].why
    assert [offer.macro.title for offer in offers(here, amara, query="fir")] == ["1 first"]


# Pages


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def test_the_picker_brings_text_and_chips(
    browser: Client, make_macro: MakeMacro, ticket: Ticket
) -> None:
    macro = make_macro(status="pending", current_tags="sent")
    page = browser.get(f"/tickets/{ticket.pk}/macros/?kind=reply").content.decode()
    assert "Hello Dana" in page
    answer = browser.post(f"/tickets/{ticket.pk}/macros/{macro.pk}?kind=reply", headers=HTMX)
    assert f'"form": "reply-{ticket.pk}"' in answer["HX-Trigger"]
    assert "Hello Dana" in answer["HX-Trigger"]
    assert "Status: Pending" in answer.content.decode()
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Status: Pending" in page
    assert 'data-sends-as="Send as Pending"' in page


def test_done_at_once_says_so_and_is_undone_by_the_same_agent_alone(
    browser: Client, make_macro: MakeMacro, ticket: Ticket, client_of: ClientOf, bo: Agent
) -> None:
    macro = make_macro(text="", priority="high")
    answer = browser.post(f"/tickets/{ticket.pk}/macros/{macro.pk}", headers=HTMX)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert now_of(ticket).priority == "high"
    assert client_of(bo).post(undo, headers=HTMX).status_code == 404
    assert browser.post(undo, headers=HTMX).status_code == 200
    assert now_of(ticket).priority == "normal"
    history = browser.get(f"/tickets/{ticket.pk}/history").content.decode()
    assert "used the macro" in history
    assert "undid the macro" in history


def test_lists_take_the_same_queries_however_long_they_are(
    browser: Client,
    make_macro: MakeMacro,
    ticket: Ticket,
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    group = world.group(world.SUPPORT)
    for number in range(2):
        make_macro(f"A::{number}", groups=[group], group_id=str(group.pk))
    addresses = ["/macros/", f"/tickets/{ticket.pk}/macros/?kind=reply"]
    browser.get("/macros/")  # what the first page of a session asks is not asked again
    few = [queries(address) for address in addresses]
    for number in range(12):
        make_macro(f"B::{number}", groups=[group], group_id=str(group.pk), status="open")
    assert [queries(address) for address in addresses] == few


def test_a_macro_is_written_and_changed_on_its_page(
    client_of: ClientOf, chidi: Agent, ticket: Ticket
) -> None:
    browser = client_of(chidi)
    form = {
        "title": "Delivery::Lost",
        "body_html": "<p>Sorry, {{ticket.requester.first_name}}</p>",
        "field": ["status", "current_tags"],
        "value": ["pending", "lost"],
        "share": "everybody",
    }
    browser.post("/macros/", form)
    macro = Macro.objects.get()
    assert macro.values["current_tags"] == "lost"
    assert browser.get(f"/macros/{macro.pk}/").status_code == 200
    browser.post(
        f"/macros/{macro.pk}/", {"written_in": "de", "body_html": "<p>Das tut uns leid</p>"}
    )
    macro.refresh_from_db()
    assert macro.variants == {"de": "<p>Das tut uns leid</p>"}
    answer = browser.post(f"/macros/{macro.pk}/", form | {"body_html": "<p>{% if %}</p>"})
    assert answer.status_code == 422
    assert "cannot be read" in answer.content.decode()
    preview = browser.post(
        "/macros/preview/",
        {"body_html": "<p>{{ticket.title}} {{oops}}</p>", "ticket": str(ticket.pk)},
    ).content.decode()
    assert "My &lt;b&gt;lamp&lt;/b&gt; {{ ticket.id }}" in preview
    assert 'class="unknown-place"' in preview


def test_a_reply_is_kept_as_a_saved_reply(browser: Client, amara: Agent) -> None:
    browser.post(
        "/macros/",
        {"title": "Mine", "body_html": "<p>Yours, A</p>", "from_composer": "1"},
        headers=HTMX,
    )
    macro = Macro.objects.get()
    assert (macro.owner, macro.html, macro.is_saved_reply) == (amara, "<p>Yours, A</p>", True)


def test_macros_go_out_and_come_in_again(
    client_of: ClientOf, chidi: Agent, make_macro: MakeMacro
) -> None:
    browser = client_of(chidi)
    make_macro(status="pending", groups=[world.group(world.SUPPORT)])
    content = browser.get("/macros/export/").content
    Macro.objects.all().delete()
    browser.post("/macros/import/", {"file": SimpleUploadedFile("macros.json", content)})
    macro = Macro.objects.get()
    assert (macro.values["status"], macro.owner) == ("pending", None)
    assert [group.name for group in macro.for_groups.all()] == [world.SUPPORT]


def test_macros_come_from_zendesk(client_of: ClientOf, chidi: Agent) -> None:
    content = b"""{"macros": [{"title": "Close::Redirect", "active": true, "description": null,
      "restriction": {"type": "User", "id": 4}, "actions": [
        {"field": "status", "value": "solved"}, {"field": "assignee_id", "value": "current_user"},
        {"field": "brand_id", "value": "7"},
        {"field": "comment_value", "value": "Hi {{ticket.requester.name}}"}]}], "count": 1}"""
    page = client_of(chidi).post(
        "/macros/import/", {"file": SimpleUploadedFile("macros.json", content)}
    )
    macro = Macro.objects.get()
    assert macro.owner == chidi
    assert set(macro.values) == {"status", "assignee_id", "comment_value"}
    assert "brand_id" in page.content.decode()


@pytest.mark.parametrize("content", [b"", b"[", b"[1]", b'{"macros": {}}', b"[" * 100_000])
def test_a_file_that_is_none_is_refused(client_of: ClientOf, chidi: Agent, content: bytes) -> None:
    upload = SimpleUploadedFile("macros.json", content or b" ")
    answer = client_of(chidi).post("/macros/import/", {"file": upload})
    assert answer.status_code == 422
    assert not Macro.objects.exists()
