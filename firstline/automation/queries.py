"""Macros as lists show them: for choosing one on a ticket, and for keeping them in order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from markupsafe import Markup

from firstline.automation.models import Macro, MacroQuerySet, MacroUse
from firstline.automation.outcome import html_of, language_of
from firstline.automation.rules import may_change
from firstline.automation.sentences import Said, Sentences
from firstline.automation.variables import Variables
from firstline.customers.models import Customer
from firstline.desk.models import Participant, Ticket
from firstline.desk.search.similar import similar_to
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.events.models import Event
from firstline.team.models import Agent, AgentGroup

OFFERED = 30
SUGGESTED = 3
LISTED = 300
_COUNTED = timedelta(days=30)
# A use of a week ago counts half.
_FADES = 7
_LIKE_THIS = 12
_MOST_EVENTS = 200


@dataclass(frozen=True)
class Offer:
    """A macro to choose: what it would say and change here."""

    macro: Macro
    html: Markup
    said: Sequence[Said]
    why: str = ""
    # Why it cannot be filled in; then it cannot be chosen either.
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """A macro in the list of all of them."""

    macro: Macro
    said: Sequence[Said]
    uses: int
    may_change: bool

    @property
    def groups(self) -> str:
        return ", ".join(group.name for group in self.macro.for_groups.all())


def offers(ticket: Ticket, agent: Agent, *, query: str = "") -> list[Offer]:
    """What fits this ticket, then what the agent uses, then the rest; or what a search finds."""
    usable = Macro.objects.usable_by(agent)
    words = query.split()[:8]
    found = _matching(usable.order_by("position", "pk"), words).values_list("pk", flat=True)
    ids = list(dict.fromkeys(found))
    likely = [] if words else suggested(ticket, agent, among=set(ids))
    often = _weights(agent)
    if words:
        # Who looks for a name means the one of that name.
        first = words[0].lower()
        names = dict(usable.filter(pk__in=ids).values_list("pk", "title"))
        ids.sort(key=lambda pk: (first not in names[pk].lower(), -often.get(pk, 0)))
    else:
        rank = {pk: place for place, pk in enumerate(likely)}
        ids.sort(key=lambda pk: (rank.get(pk, SUGGESTED), -often.get(pk, 0)))
    chosen = ids[:OFFERED]
    rows = usable.in_bulk(chosen)
    return _offered([rows[pk] for pk in chosen], ticket, agent, likely, often)


def offer_of(macro: Macro, ticket: Ticket, agent: Agent) -> Offer:
    """One macro, as it would be on this ticket."""
    return _offered([macro], ticket, agent, (), {})[0]


def customers_of(tickets: Sequence[int], agent: Agent) -> int:
    """How many customers get the mail of a reply to all of these."""
    open_ones = Ticket.objects.visible_to(agent).filter(pk__in=tickets).exclude(status="closed")
    asking = open_ones.values("requester_id")
    copied_in = Participant.objects.filter(ticket__in=open_ones.values("pk")).values("customer_id")
    people = Customer.objects.filter(Q(pk__in=asking) | Q(pk__in=copied_in))
    return people.exclude(person__email=None).count()


def suggested(ticket: Ticket, agent: Agent, *, among: set[int]) -> list[int]:
    """The macros that were used on tickets like this one, the most fitting first."""
    like = {one.id: one.likeness for one in similar_to(ticket, agent, most=_LIKE_THIS)}
    events = Event.objects.filter(
        name="macro_applied", subject_kind="ticket", subject_id__in=list(like)
    )
    rows = events.order_by("-pk").values_list("subject_id", "data__macro")[:_MOST_EVENTS]
    fits: dict[int, float] = defaultdict(float)
    for subject, macro in dict.fromkeys(rows):
        if macro in among:
            fits[macro] += like[subject]
    return sorted(fits, key=lambda macro: fits[macro], reverse=True)[:SUGGESTED]


def _offered(
    macros: Sequence[Macro],
    ticket: Ticket,
    agent: Agent,
    likely: Iterable[int],
    often: dict[int, float],
) -> list[Offer]:
    facts = Variables(ticket, agent).facts
    sentences = Sentences(macro.field_changes for macro in macros)
    language = language_of(ticket)
    offered = []
    for macro in macros:
        why = _("Used on tickets like this") if macro.pk in likely else ""
        if not why and macro.pk in often:
            why = _("You use this")
        html, problem = "", ""
        try:
            html = html_of(macro, facts, language=language)
        except DomainError as refusal:
            problem = refusal.sentence
        said = sentences.of(macro.field_changes)
        # Sanitised by `html_of`.
        offered.append(Offer(macro, Markup(html), said, why, problem))  # noqa: S704
    return offered


def listed(
    agent: Agent,
    *,
    query: str = "",
    category: str = "",
    group: int | None = None,
    state: str = "",
) -> list[Row]:
    """At most `LISTED`, in their order. `state` is `own`, `off`, `replies` or `macros`."""
    macros = _matching(Macro.objects.visible_to(agent).kept(), query.split()[:8])
    if category:
        macros = macros.filter(title__startswith=f"{category}::")
    if group is not None:
        macros = macros.filter(for_groups=group)
    if state == "own":
        macros = macros.filter(owner=agent)
    if state == "off":
        macros = macros.filter(is_active=False)
    rows = list(macros.prefetch_related("for_groups").order_by("position", "pk")[: LISTED + 1])
    if state in ("replies", "macros"):
        rows = [macro for macro in rows if macro.is_saved_reply == (state == "replies")]
    sentences = Sentences(macro.field_changes for macro in rows)
    uses = uses_of([macro.pk for macro in rows])
    return [
        Row(
            macro,
            sentences.of(macro.field_changes),
            uses.get(macro.pk, 0),
            may_change(macro, agent),
        )
        for macro in rows
    ]


def categories(agent: Agent) -> list[str]:
    titles = Macro.objects.visible_to(agent).kept().filter(title__contains="::")
    return sorted({title.split("::")[0] for title in titles.values_list("title", flat=True)})


def groups_to_choose(agent: Agent) -> list[AgentGroup]:
    return list(AgentGroup.objects.exclude(pk__in=agent.hidden_group_ids).order_by("name"))


def uses_of(macros: Sequence[int]) -> dict[int, int]:
    """By macro, how often all agents used it in the last thirty days."""
    recent = MacroUse.objects.filter(macro__in=macros, day__gte=(now() - _COUNTED).date())
    rows = recent.values("macro").annotate(sum=Sum("times")).order_by("macro")
    return {row["macro"]: row["sum"] for row in rows}


def _weights(agent: Agent) -> dict[int, float]:
    """By macro: how often and how lately the agent used it."""
    today = now().date()
    recent = MacroUse.objects.filter(agent=agent, day__gte=today - _COUNTED)
    weights: dict[int, float] = defaultdict(float)
    for macro, day, times in recent.values_list("macro", "day", "times"):
        weights[macro] += times * 0.5 ** ((today - day).days / _FADES)
    return dict(weights)


def _matching(macros: MacroQuerySet, words: Sequence[str]) -> MacroQuerySet:
    for word in words:
        macros = macros.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return macros
