"""Fields, forms, statuses and tags as admins arrange them: acts, record, refusals."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.administration import arranging, fields, forms, statuses, tags
from firstline.desk.errors import BadValue, CannotBePutBack
from firstline.desk.models import CustomStatus, FormField, Ticket, TicketForm
from firstline.desk.queries.tag_uses import tag_uses
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.fields.errors import NotAnAnswer
from firstline.platform.fields.models import CustomField, FieldKind, FieldOption
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf


@pytest.fixture
def admin(client_of: ClientOf, farah: Agent) -> Client:
    return client_of(farah)


def last_change() -> dict[str, Any]:
    return dict(Event.objects.filter(name="setting_changed").latest("pk").data["changes"])


def order_of(rows: Any) -> list[str]:
    return [str(row) for row in rows.order_by("position", "pk")]


@pytest.mark.parametrize(
    ("moved", "before", "expected"),
    [
        (3, 1, [3, 1, 2]),
        (1, None, [2, 3, 1]),
        (1, 3, [2, 1, 3]),
        (2, 2, [1, 2, 3]),
        # What it was to stand before is gone meanwhile.
        (1, 99, [2, 3, 1]),
    ],
)
def test_one_is_put_before_another(moved: int, before: int | None, expected: list[int]) -> None:
    assert arranging.moved_before([1, 2, 3], moved=moved, before=before) == expected


def test_a_field_is_made_with_a_key_of_its_own(farah: Agent) -> None:
    one = fields.add_field(subject="ticket", kind="text", title="Order no. ", by=farah)
    two = fields.add_field(subject="ticket", kind="text", title="Order: no", by=farah)
    assert (one.title, one.key, two.key) == ("Order no.", "order_no", "order_no_2")
    event = Event.objects.get(name="setting_added", subject_id=one.pk, subject_kind="ticket_field")
    assert event.data["changes"]["key"] == [None, "order_no"]


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "text", "title": " \x00 "},
        {"kind": "nonsense", "title": "X"},
        {"kind": "lookup", "title": "X"},
        {"kind": "text", "title": "X", "lookup": "agent"},
        {"kind": "regexp", "title": "X"},
        {"kind": "regexp", "title": "X", "pattern": "("},
        # RE2 has no such thing, because it could take for ever.
        {"kind": "regexp", "title": "X", "pattern": r"(a)\1"},
    ],
)
def test_what_cannot_be_a_field_is_refused(farah: Agent, facts: dict[str, str]) -> None:
    with pytest.raises((BadValue, NotAnAnswer)):
        fields.add_field(subject="ticket", by=farah, **facts)
    assert not CustomField.objects.exists()


def test_a_change_is_recorded_with_before_and_after(farah: Agent) -> None:
    field = world.make_field("Product")
    fields.change_field(field, title="Article", is_required=True, by=farah)
    assert last_change() == {"title": ["Product", "Article"], "is_required": [False, True]}
    count = Event.objects.count()
    fields.change_field(field, title="Article", by=farah)
    assert Event.objects.count() == count


def test_only_admins_arrange(amara: Agent, farah: Agent) -> None:
    field = world.make_field(options=["lamp"])
    form = forms.add_form("Returns", by=farah)
    for act in (
        lambda: fields.add_field(subject="ticket", kind="text", title="X", by=amara),
        lambda: fields.change_field(field, title="X", by=amara),
        lambda: fields.place_field(field, before=None, by=amara),
        lambda: fields.add_options(field, labels=["x"], by=amara),
        lambda: fields.set_field_active(field, is_active=False, by=amara),
        lambda: fields.delete_field(field, by=amara),
        lambda: forms.add_form("X", by=amara),
        lambda: forms.change_form(form, name="X", by=amara),
        lambda: statuses.add_status("open", label="X", by=amara),
        lambda: tags.change_tags(["a"], target="b", by=amara),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_only_what_nothing_holds_is_deleted(farah: Agent) -> None:
    used, free = world.make_field(kind="text"), world.make_field("Free", kind="text")
    ticket = world.make_ticket()
    actions.set_fields(ticket, values={used: "lamp"}, by=farah)
    assert fields.uses_of(used) == 1
    with pytest.raises(BadValue, match="out of use"):
        fields.delete_field(used, by=farah)
    fields.delete_field(free, by=farah)
    assert list(CustomField.objects.all()) == [used]


def test_fields_of_customers_count_their_uses(farah: Agent) -> None:
    field = world.make_field("Plan", kind="text", subject="customer")
    customer = world.customer(world.DANA)
    customer.fields = {field.slot: "gold"}
    customer.save(update_fields=["fields"])
    assert fields.uses_of(field) == 1


def test_options_get_values_that_are_tags(farah: Agent) -> None:
    field = world.make_field(options=["lamp"])
    made = fields.add_options(field, labels=["Tall lamp", "Tall, lamp", "Ä & Ö", "Lamp"], by=farah)
    assert [option.value for option in made] == ["tall_lamp", "tall_lamp_2", "ä_&_ö"]
    fields.rename_option(made[0], label="Floor lamp", by=farah)
    assert last_change() == {"option": ["Tall lamp", "Floor lamp"]}
    made[0].refresh_from_db()
    assert made[0].value == "tall_lamp"
    with pytest.raises(BadValue, match="already"):
        fields.rename_option(made[1], label="Floor lamp", by=farah)


def test_ten_thousand_options_are_added_moved_and_shown(admin: Client, farah: Agent) -> None:
    field = world.make_field()
    made = fields.add_options(field, labels=[f"Town {n}" for n in range(10_000)], by=farah)
    fields.place_option(made[-1], before=made[0].pk, by=farah)
    assert order_of(field.options)[:2] == ["Town 9999", "Town 0"]
    page = admin.get(f"/settings/field/{field.pk}/").content.decode()
    assert page.count("data-sorted=") == 200
    with pytest.raises(BadValue, match="at most"):
        fields.add_options(field, labels=[f"Village {n}" for n in range(10_001)], by=farah)


def test_two_admins_reorder_at_once_and_nothing_is_lost(farah: Agent) -> None:
    """Each says what it put before what: the second act reads what the first has written."""
    one, two, three, four = (world.make_field(f"F{n}", kind="text") for n in range(4))
    fields.place_field(four, before=one.pk, by=farah)
    fields.place_field(three, before=two.pk, by=world.agent(world.FARAH))
    assert order_of(CustomField.objects) == ["F3", "F0", "F2", "F1"]


def test_the_first_form_is_the_default_and_there_is_only_one(farah: Agent) -> None:
    field = world.make_field()
    one, two = forms.add_form("Returns", by=farah), forms.add_form("Else", by=farah)
    assert [row.field for row in one.form_fields.all()] == [field]
    assert one.is_default
    forms.change_form(two, is_default=True, by=farah)
    assert list(TicketForm.objects.filter(is_default=True)) == [two]
    with pytest.raises(BadValue, match="default"):
        forms.set_form_active(two, is_active=False, by=farah)
    with pytest.raises(BadValue, match="already"):
        forms.add_form(" Returns ", by=farah)


def test_conditions_read_as_sentences(farah: Agent) -> None:
    product = world.make_field(options=["lamp"])
    serial = world.make_field("Serial", kind="text")
    form = forms.add_form("Returns", by=farah)
    condition = forms.add_condition(
        form, parent=product, value="lamp", child=serial, required_on=["solved"], by=farah
    )
    words = forms.sentence(condition)
    assert words == "Show Serial when Product is Lamp, and require it for: Solved."
    with pytest.raises(NotAnAnswer):
        forms.add_condition(form, parent=product, value="chair", child=serial, by=farah)
    with pytest.raises(BadValue):
        forms.add_condition(form, parent=product, value="lamp", child=product, by=farah)
    forms.remove_field(form, field=product, by=farah)
    assert not form.conditions.exists()
    assert last_change()["fields"] == [["Product", "Serial"], ["Serial"]]


def test_a_form_or_status_that_tickets_have_is_not_deleted(farah: Agent) -> None:
    form = forms.add_form("Returns", by=farah)
    status = statuses.add_status("pending", label="Waiting for parts", by=farah)
    ticket = world.make_ticket()
    actions.set_form(ticket, form=form, by=farah)
    actions.set_custom_status(ticket, status=status, by=farah)
    with pytest.raises(BadValue, match="out of use"):
        forms.delete_form(form, by=farah)
    with pytest.raises(BadValue, match="out of use"):
        statuses.delete_status(status, by=farah)
    statuses.set_status_active(status, is_active=False, by=farah)
    assert not CustomStatus.objects.get().is_active
    with pytest.raises(BadValue, match="already"):
        statuses.add_status("open", label="waiting FOR parts", by=farah)


def counts(agent: Agent, query: str = "") -> dict[str, int]:
    return {tag.name: tag.uses for tag in tag_uses(agent, query=query)}


def test_tags_are_counted_as_tickets_change(farah: Agent, amara: Agent) -> None:
    ticket = world.make_ticket(tags=["gold", "late"])
    other = world.make_ticket(tags=["gold"])
    assert counts(farah) == {"gold": 2, "late": 1}
    tags.sum_up_tag_uses()
    actions.set_tags(ticket, remove=["late"], add=["vip"], by=amara)
    assert counts(farah) == {"gold": 2, "vip": 1}
    actions.remove(other, to="bin", by=amara)
    assert counts(farah) == {"gold": 1, "vip": 1}
    actions.restore(other, by=amara)
    tags.sum_up_tag_uses()
    assert counts(farah, "go") == {"gold": 2}


def test_tags_of_tickets_out_of_sight_are_not_told(farah: Agent, amara: Agent) -> None:
    ticket = world.make_ticket(tags=["secret"], group=world.group(world.SECURITY))
    assert counts(amara) == {}
    assert counts(farah) == {"secret": 1}
    actions.move_to_group(ticket, group=world.group(world.SUPPORT), by=farah)
    assert counts(amara) == {"secret": 1}


@pytest.mark.parametrize("query", ["%", "_", "\\", "a'b", "\x00", "x" * 500])
def test_a_search_for_tags_takes_any_words(farah: Agent, query: str) -> None:
    world.make_ticket(tags=["gold"])
    assert counts(farah, query) == ({"gold": 1} if query == "\x00" else {})


def test_tags_are_merged_everywhere_and_back(
    farah: Agent, amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tags, "BATCH", 2)
    both = world.make_ticket(tags=["late", "slow"])
    had = world.make_ticket(tags=["delayed", "late"])
    closed = world.make_ticket(tags=["slow"])
    actions.set_status(closed, status="closed", by=amara)
    untouched = world.make_ticket(tags=["gold"])
    was = {ticket.pk: (ticket.tags, ticket.updated_at) for ticket in Ticket.objects.all()}

    change = tags.change_tags(["late", "slow"], target="Delayed", by=farah)
    with pytest.raises(BadValue, match="just being changed"):
        tags.change_tags(["delayed"], target="x", by=farah)
    tags.go_on_changing_tags(change.pk)
    for ticket, expected in ((both, ["delayed"]), (had, ["delayed"]), (closed, ["delayed"])):
        ticket.refresh_from_db()
        assert ticket.tags == expected
        assert ticket.updated_at == was[ticket.pk][1], "no queue is turned over"
    change.refresh_from_db()
    assert (change.done, change.total, change.is_going_on) == (3, 3, False)
    assert counts(farah) == {"delayed": 3, "gold": 1}
    assert last_change() == {"name": ["late, slow", "delayed"]}

    actions.set_tags(both, add=["new"], by=amara)
    tags.undo_tag_change(change, by=farah)
    tags.go_on_changing_tags(change.pk)
    assert Ticket.objects.get(pk=both.pk).tags == ["late", "new", "slow"]
    for ticket in (had, closed, untouched):
        assert Ticket.objects.get(pk=ticket.pk).tags == was[ticket.pk][0]
    with pytest.raises(CannotBePutBack):
        tags.undo_tag_change(change, by=farah)


def test_a_tag_is_deleted_from_everywhere(farah: Agent) -> None:
    world.make_ticket(tags=["gold", "late"])
    change = tags.change_tags(["late"], target="", by=farah)
    tags.go_on_changing_tags(change.pk)
    tags.go_on_changing_tags(change.pk)
    assert counts(farah) == {"gold": 1}


def test_an_answer_of_a_field_is_no_loose_tag(farah: Agent) -> None:
    world.make_field(options=["lamp"])
    world.make_field("Broken", kind=FieldKind.CHECKBOX, tag="broken")
    for tag in ("lamp", "broken"):
        with pytest.raises(BadValue, match="answer of the field"):
            tags.change_tags([tag], target="x", by=farah)


PAGES = [
    "/settings/fields/ticket/",
    "/settings/fields/customer/",
    "/settings/forms/",
    "/settings/statuses/",
    "/settings/tags/",
]


def arrange_more(farah: Agent, number: int, title: str = "Thing") -> None:
    world.make_field(f"{title} {number}", options=["lamp", "chair"])
    world.make_field(f"{title} {number}", kind="text", subject="customer")
    form = forms.add_form(f"{title} {number}", by=farah)
    parent, child = (
        CustomField.objects.filter(subject="ticket")[0],
        world.make_field(f"Child {title} {number}", kind="text"),
    )
    forms.add_field(form, field=child, by=farah)
    forms.add_condition(form, parent=parent, value="lamp", child=child, by=farah)
    statuses.add_status("open", label=f"{title} {number}", by=farah)
    world.make_ticket(tags=[f"{title}{number}"])
    change = tags.change_tags([f"{title}{number}"], target=f"new{number}", by=farah)
    tags.go_on_changing_tags(change.pk)


def test_pages_of_settings_cost_the_same_however_much_there_is(admin: Client, farah: Agent) -> None:
    arrange_more(farah, 0)
    field, form = CustomField.objects.all()[0], TicketForm.objects.get()
    pages = [*PAGES, f"/settings/field/{field.pk}/", f"/settings/forms/{form.pk}/?if={field.pk}"]

    def queries() -> dict[str, int]:
        counted = {}
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert admin.get(page).status_code == 200
            counted[page] = len(caught)
        return counted

    queries()
    few = queries()
    for number in range(1, 5):
        arrange_more(farah, number)
        fields.add_options(field, labels=[f"More {number}"], by=farah)
    many = queries()
    assert many == few
    assert max(few.values()) <= 17


def test_words_of_admins_are_only_words_on_every_page(admin: Client, farah: Agent) -> None:
    evil = "<script>alert(1)</script>"
    arrange_more(farah, 0, title=evil)
    CustomField.objects.update(description=evil, title_for_customers=evil)
    FieldOption.objects.update(label=evil)
    field, form = CustomField.objects.all()[0], TicketForm.objects.get()
    pages = [*PAGES, f"/settings/field/{field.pk}/", f"/settings/forms/{form.pk}/?if={field.pk}"]
    for page in [*pages, "/settings/history/"]:
        assert evil not in admin.get(page).content.decode(), page


def test_a_field_is_made_changed_and_put_away_over_http(admin: Client) -> None:
    new = {"kind": "dropdown", "title": "Product", "options": "Lamp\n\n Chair \nLamp"}
    answer = admin.post("/settings/fields/ticket/new", new)
    field = CustomField.objects.get()
    assert answer["Location"] == f"/settings/field/{field.pk}/"
    assert list(field.options.values_list("value", flat=True)) == ["lamp", "chair"]
    boxes = {"boxes": ["is_required", "kind", "key"], "is_required": "on", "key": "other"}
    admin.post(f"/settings/field/{field.pk}/", {"title": "Article", **boxes})
    field.refresh_from_db()
    assert (field.title, field.is_required, field.key) == ("Article", True, "product")
    admin.post(f"/settings/fields/{field.pk}/state", {"state": "inactive"})
    assert not CustomField.objects.get().is_active
    admin.post(f"/settings/fields/{field.pk}/state", {"state": "deleted"})
    assert not CustomField.objects.exists()
    assert admin.get("/settings/fields/nonsense/").status_code == 404


def test_tags_are_offered_for_the_last_word_that_is_typed(
    client_of: ClientOf, amara: Agent
) -> None:
    world.make_ticket(tags=["vip", "late_vip"])
    page = client_of(amara).get("/settings/tags/suggestions", {"add": "gold, vi"}).content.decode()
    assert '<option value="gold  vip">' in page
    assert '<option value="gold  late_vip">' in page


def test_a_place_in_a_form_is_moved_over_http(admin: Client, farah: Agent) -> None:
    world.make_field("One", kind="text")
    world.make_field("Two", kind="text")
    form = forms.add_form("Returns", by=farah)
    one, two = form.form_fields.order_by("position")
    answer = admin.post(
        "/settings/form-fields/order",
        {"moved": two.pk, "before": one.pk},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204
    assert list(FormField.objects.order_by("position")) == [two, one]
    gone = {"moved": "999999", "before": ""}
    assert admin.post("/settings/form-fields/order", gone).status_code == 404
    assert admin.post("/settings/nonsense/order", gone).status_code == 404
