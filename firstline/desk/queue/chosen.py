"""Which views an agent has, and which one an address means."""

from firstline.desk.models import SavedView
from firstline.desk.queue.orders import GROUPINGS, NEWEST_FIRST, order_named
from firstline.desk.queue.standing import (
    BY_KEY,
    DEFAULT,
    FIRST_VIEWS,
    FURTHER_VIEWS,
    GROUP,
    LAST_VIEWS,
    view_of_group,
)
from firstline.desk.queue.view import QueueView
from firstline.platform.conditions.condition import Conditions
from firstline.team.models import Agent, AgentGroup

SAVED = "view-"
MOST_SAVED = 50
_LARGEST_ID = 2**63 - 1


def views_of(agent: Agent) -> list[QueueView]:
    """Everybody's views, with those of the agent's groups after Unassigned; then saved ones."""
    return [*_standing(agent), *saved_views(agent), *LAST_VIEWS]


def saved_views(agent: Agent) -> list[QueueView]:
    rows = SavedView.objects.visible_to(agent).active().order_by("position", "pk")[:MOST_SAVED]
    return [view_of(saved) for saved in rows]


def chosen_view(key: str, agent: Agent) -> QueueView:
    """The view of that key; the usual one for a key that this agent does not have."""
    return _of_group(key, agent) or _saved(key, agent) or BY_KEY.get(key, BY_KEY[DEFAULT])


def view_of(saved: SavedView) -> QueueView:
    return QueueView(
        key=f"{SAVED}{saved.pk}",
        title=saved.title,
        icon="bookmark" if saved.owner_id else "book-marked",
        conditions=Conditions.from_json(saved.conditions),
        order=order_named(saved.order) or NEWEST_FIRST,
        grouping=GROUPINGS.get(saved.grouping),
        columns=tuple(saved.columns),
        saved_id=saved.pk,
    )


def _standing(agent: Agent) -> list[QueueView]:
    return [*FIRST_VIEWS, *map(view_of_group, agent.own_groups), *FURTHER_VIEWS]


def _of_group(key: str, agent: Agent) -> QueueView | None:
    ident = _number(key, GROUP)
    if ident is None:
        return None
    group = AgentGroup.objects.filter(agents=agent, pk=ident).first()
    return view_of_group(group) if group else None


def _saved(key: str, agent: Agent) -> QueueView | None:
    ident = _number(key, SAVED)
    if ident is None:
        return None
    saved = SavedView.objects.visible_to(agent).filter(pk=ident).first()
    return view_of(saved) if saved else None


def _number(key: str, prefix: str) -> int | None:
    digits = key.removeprefix(prefix)
    if not key.startswith(prefix) or not digits.isascii() or not digits.isdecimal():
        return None
    return min(int(digits[:19]), _LARGEST_ID)
