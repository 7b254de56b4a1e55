"""Fields whose value stands in a column of the ticket or of its customer."""

from collections.abc import Iterable, Iterator

from babel import Locale
from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import CustomStatus, Priority, TicketForm, TicketStatus, TicketType
from firstline.desk.vocabulary import meanings
from firstline.desk.vocabulary.directories import Organisations, People
from firstline.platform.conditions.columns import Path
from firstline.platform.conditions.fields import Field, Option, Words
from firstline.platform.conditions.kinds import CHOICE, FLAG, NUMBER, RANKED, TAGS, TEXT
from firstline.platform.language import KNOWN_LANGUAGES
from firstline.team.models import Agent, AgentGroup

TICKET = _("Ticket")
CUSTOMER = _("Customer")
COUNTS = _("Counts")
TIME_SPENT = "time_spent"

CHANNELS = {
    "email": _("Mail"),
    "web": _("Web"),
    "api": _("API"),
    "chat": _("Chat"),
    "phone": _("Phone"),
    "voicemail": _("Voicemail"),
}


def _of(choices: type[TextChoices]) -> list[Option]:
    return [Option(value, label) for value, label in choices.choices]


def agents() -> Iterator[Option]:
    yield Option("current_user", pgettext_lazy("condition", "me"))
    for agent in Agent.objects.working().select_related("person").order_by("person__name"):
        yield Option(str(agent.pk), agent.person.display_name)


def _groups() -> Iterator[Option]:
    yield Option("current_groups", pgettext_lazy("condition", "my groups"))
    yield from _named(AgentGroup.objects.order_by("name").values_list("pk", "name"))


def _statuses() -> Iterator[Option]:
    return _named(CustomStatus.objects.values_list("pk", "label"))


def _forms() -> Iterator[Option]:
    return _named(TicketForm.objects.values_list("pk", "name"))


def _named(rows: Iterable[tuple[int, str]]) -> Iterator[Option]:
    return (Option(str(ident), name) for ident, name in rows)


def _channels() -> Iterable[Option]:
    return (Option(value, label) for value, label in CHANNELS.items())


def _languages() -> list[Option]:
    locale = Locale.parse(get_language() or "en", sep="-")
    names = {code: locale.languages.get(code, code) for code in KNOWN_LANGUAGES}
    return [Option(code, names[code]) for code in sorted(names, key=lambda code: names[code])]


def _count(name: str, label: Words) -> Field:
    return Field(
        name=name,
        label=label,
        kind=NUMBER,
        column=Path(name),
        value=lambda ticket: getattr(ticket, name),
        section=COUNTS,
        icon="hash",
    )


FACTS = [
    Field(
        name="status",
        label=_("Status"),
        kind=RANKED,
        column=Path("status"),
        value=lambda ticket: ticket.status,
        ranks=tuple(TicketStatus.values),
        options=lambda: _of(TicketStatus),
        section=TICKET,
        icon="circle-check",
    ),
    Field(
        name="custom_status_id",
        label=_("Own status"),
        kind=CHOICE,
        column=Path("custom_status_id"),
        value=lambda ticket: ticket.custom_status_id,
        means=meanings.id_of,
        options=_statuses,
        section=TICKET,
        icon="circle-check",
    ),
    Field(
        name="assignee_id",
        label=_("Assignee"),
        kind=CHOICE,
        column=Path("assignee_id"),
        value=lambda ticket: ticket.assignee_id,
        means=meanings.agent_id,
        options=agents,
        section=TICKET,
        icon="user-round",
    ),
    Field(
        name="group_id",
        label=_("Group"),
        kind=CHOICE,
        column=Path("group_id"),
        value=lambda ticket: ticket.group_id,
        means=meanings.group_id,
        options=_groups,
        section=TICKET,
        icon="users",
    ),
    Field(
        name="priority",
        label=_("Priority"),
        kind=RANKED,
        column=Path("priority"),
        value=lambda ticket: ticket.priority,
        ranks=tuple(Priority.values),
        options=lambda: _of(Priority),
        section=TICKET,
        icon="flag",
    ),
    Field(
        name="type",
        label=_("Type"),
        kind=CHOICE,
        column=Path("type", blank=True),
        value=lambda ticket: ticket.type,
        means=meanings.ticket_type,
        options=lambda: _of(TicketType),
        section=TICKET,
        icon="shapes",
    ),
    Field(
        name="current_tags",
        label=_("Tags"),
        kind=TAGS,
        column=Path("tags"),
        value=lambda ticket: ticket.tags,
        section=TICKET,
        icon="tag",
    ),
    Field(
        name="ticket_form_id",
        label=_("Form"),
        kind=CHOICE,
        column=Path("form_id"),
        value=lambda ticket: ticket.form_id,
        means=meanings.id_of,
        options=_forms,
        section=TICKET,
        icon="clipboard-list",
    ),
    Field(
        name="via_id",
        label=_("Channel"),
        kind=CHOICE,
        column=Path("channel", blank=True),
        value=lambda ticket: ticket.channel,
        means=meanings.channel,
        options=_channels,
        section=TICKET,
        icon="mail",
    ),
    Field(
        name="language",
        label=_("Language"),
        kind=CHOICE,
        column=Path("language", blank=True),
        value=lambda ticket: ticket.language,
        options=_languages,
        section=TICKET,
        icon="languages",
    ),
    Field(
        name="is_snoozed",
        label=_("Snoozed"),
        kind=FLAG,
        column=Path("is_snoozed"),
        value=lambda ticket: ticket.is_snoozed,
        section=TICKET,
        icon="alarm-clock",
    ),
    Field(
        name="recipient",
        label=_("Written to"),
        kind=TEXT,
        column=Path("recipient", blank=True),
        value=lambda ticket: ticket.recipient,
        section=TICKET,
        icon="inbox",
    ),
    Field(
        name="requester_id",
        label=_("Requester"),
        kind=CHOICE,
        column=Path("requester_id"),
        value=lambda ticket: ticket.requester_id,
        means=meanings.id_of,
        directory=People(),
        section=CUSTOMER,
        icon="user-round",
    ),
    Field(
        name="organization_id",
        label=_("Organisation"),
        kind=CHOICE,
        column=Path("organisation_id"),
        value=lambda ticket: ticket.organisation_id,
        means=meanings.id_of,
        directory=Organisations(),
        section=CUSTOMER,
        icon="building-2",
    ),
    _count("replies", _("Replies")),
    _count("reopens", _("Times reopened")),
    _count("agent_stations", _("Agents it went through")),
    _count("group_stations", _("Groups it went through")),
    _count(TIME_SPENT, _("Minutes spent")),
]
