from collections.abc import Callable
from typing import Any

import pytest

from firstline.automation import actions
from firstline.automation.models import Macro
from firstline.desk.models import Ticket
from firstline.team.models import Agent
from tests import world

MakeMacro = Callable[..., Macro]


@pytest.fixture
def make_macro(db: None) -> MakeMacro:
    """A macro that everybody has, unless it is said whose it is."""

    def make(
        title: str = "Refunds::On its way",
        *,
        text: str = "<p>Hello {{ticket.requester.first_name}}</p>",
        by: Agent | None = None,
        own: bool = False,
        groups: Any = (),
        variants: dict[str, str] | None = None,
        **changes: Any,
    ) -> Macro:
        said = [{"field": "comment_value_html", "value": text}] if text else []
        return actions.add_macro(
            title=title,
            actions=[*said, *({"field": name, "value": value} for name, value in changes.items())],
            by=by or world.agent(world.CHIDI),
            scope=actions.Scope(is_shared=not own, groups=list(groups)),
            variants=variants,
        )

    return make


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket(subject="My <b>lamp</b> {{ ticket.id }}", tags=["lamp"])
