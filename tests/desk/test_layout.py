"""Which custom fields a ticket shows, and which it must have: tables, without the database."""

import pytest

from firstline.desk.errors import FieldIsMissing
from firstline.desk.layout import Arrangement, FormLayout, Rule, must_have_fields
from firstline.desk.models import Ticket
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.fields.values import Value


def field(pk: int, kind: str = FieldKind.DROPDOWN, *, is_required: bool = False) -> CustomField:
    return CustomField(
        pk=pk,
        subject=FieldSubject.TICKET,
        kind=kind,
        key=f"f{pk}",
        title=f"Field {pk}",
        is_required=is_required,
    )


PRODUCT, MODEL, SERIAL = field(1), field(2), field(3, FieldKind.TEXT)
BROKEN, PARTS = field(4, FieldKind.CHECKBOX), field(5, FieldKind.MULTISELECT)
NEEDED = field(6, FieldKind.TEXT, is_required=True)
FIELDS = [PRODUCT, MODEL, SERIAL, BROKEN, PARTS, NEEDED]


def arranged(*rules: Rule, fields: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Arrangement:
    return Arrangement(fields=FIELDS, forms=[FormLayout(7, "Returns", fields, rules)])


def shown(arrangement: Arrangement, values: dict[str, Value], form: int | None = 7) -> list[int]:
    return [one.pk for one in arrangement.shown(form, values)]


def missing(
    arrangement: Arrangement, values: dict[str, Value], status: str = "solved"
) -> list[int]:
    return [one.pk for one in arrangement.missing(7, values, status)]


CHAIN = (Rule(1, "lamp", 2), Rule(2, "tall", 3))


@pytest.mark.parametrize(
    ("rules", "values", "expected"),
    [
        ((), {}, [1, 2, 3, 4, 5]),
        (CHAIN, {}, [1, 4, 5]),
        (CHAIN, {"1": "lamp"}, [1, 2, 4, 5]),
        (CHAIN, {"1": "chair"}, [1, 4, 5]),
        (CHAIN, {"1": "lamp", "2": "tall"}, [1, 2, 3, 4, 5]),
        # The parent has its value still, but is itself no longer shown.
        (CHAIN, {"1": "chair", "2": "tall"}, [1, 4, 5]),
        # Either of two values is enough.
        ((Rule(1, "lamp", 2), Rule(1, "sofa", 2)), {"1": "sofa"}, [1, 2, 3, 4, 5]),
        ((Rule(4, value=True, child=3),), {}, [1, 2, 4, 5]),
        ((Rule(4, value=True, child=3),), {"4": True}, [1, 2, 3, 4, 5]),
        ((Rule(4, value=False, child=3),), {}, [1, 2, 3, 4, 5]),
        ((Rule(5, "hood", 3),), {"5": ["bulb", "hood"]}, [1, 2, 3, 4, 5]),
        ((Rule(5, "hood", 3),), {"5": ["bulb"]}, [1, 2, 4, 5]),
        # A circle that nothing outside of it opens stays shut.
        ((Rule(2, "a", 3), Rule(3, "b", 2)), {"2": "a", "3": "b"}, [1, 4, 5]),
        ((Rule(1, "lamp", 2), Rule(2, "a", 1)), {"1": "lamp", "2": "a"}, [3, 4, 5]),
        # A parent that is not in the form asks for nothing.
        ((Rule(99, "x", 3),), {}, [1, 2, 3, 4, 5]),
    ],
)
def test_fields_appear_when_their_parents_say_so(
    rules: tuple[Rule, ...], values: dict[str, Value], expected: list[int]
) -> None:
    assert shown(arranged(*rules), values) == expected


def test_fields_stand_in_the_order_of_the_form() -> None:
    assert shown(arranged(fields=(3, 1, 99)), {}) == [3, 1]


def test_without_forms_a_ticket_has_all_fields() -> None:
    assert shown(Arrangement(fields=FIELDS), {}, form=None) == [1, 2, 3, 4, 5, 6]


def test_a_ticket_without_a_form_has_the_default_one() -> None:
    forms = [FormLayout(7, "Returns", [1]), FormLayout(8, "Else", [2], is_default=True)]
    arrangement = Arrangement(fields=FIELDS, forms=forms)
    assert shown(arrangement, {}, form=None) == [2]
    assert shown(arrangement, {}, form=7) == [1]


@pytest.mark.parametrize(
    ("values", "status", "expected"),
    [
        ({}, "solved", [6]),
        ({}, "closed", [6]),
        ({}, "pending", []),
        ({"6": "A"}, "solved", []),
        ({"1": "lamp"}, "pending", [3]),
        ({"1": "lamp"}, "solved", [6]),
        ({"1": "lamp", "3": "S1"}, "pending", []),
        ({"1": "chair"}, "pending", []),
    ],
)
def test_what_must_be_filled_in_depends_on_the_status(
    values: dict[str, Value], status: str, expected: list[int]
) -> None:
    rule = Rule(1, "lamp", 3, ["pending", "hold"])
    assert missing(arranged(rule, fields=(1, 3, 6)), values, status) == expected


@pytest.mark.parametrize("value", [None, False, True])
def test_a_box_that_must_be_ticked_is_ticked(value: Value) -> None:
    box = field(9, FieldKind.CHECKBOX, is_required=True)
    arrangement = Arrangement(fields=[box])
    values: dict[str, Value] = {"9": value} if value is not None else {}
    assert bool(arrangement.missing(None, values, "solved")) == (value is not True)


def test_a_field_that_is_not_shown_is_not_asked_for() -> None:
    arrangement = arranged(Rule(1, "lamp", 6), fields=(1, 6))
    assert missing(arrangement, {}) == []
    assert missing(arrangement, {"1": "lamp"}) == [6]


def test_the_refusal_names_the_fields_and_where_they_are() -> None:
    ticket = Ticket(pk=12, fields={})
    with pytest.raises(FieldIsMissing, match="fill in: Field 6") as refusal:
        must_have_fields(ticket, Arrangement(fields=FIELDS), "solved")
    assert refusal.value.places == [("ticket-12-field-6", "Field 6")]


def test_a_hundred_fields_in_a_chain_all_appear() -> None:
    fields = [field(pk) for pk in range(1, 101)]
    rules = [Rule(pk, "on", pk + 1) for pk in reversed(range(1, 100))]
    form = FormLayout(1, "Long", [one.pk for one in fields], rules)
    values: dict[str, Value] = {one.slot: "on" for one in fields}
    arrangement = Arrangement(fields=fields, forms=[form])
    assert len(arrangement.shown(1, values)) == 100
