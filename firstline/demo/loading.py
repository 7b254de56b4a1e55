"""Filling an empty database with the demo company, all of it or nothing."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection, transaction
from django.utils.translation import gettext as _

from firstline.channels.email.models import OutboundMail
from firstline.demo.acts import Replied
from firstline.demo.aside import ask_the_host
from firstline.demo.copying import copy_rows, reserve_ids
from firstline.demo.people import PASSWORD, settle_in
from firstline.demo.plan import SEED, TICKETS, Plan, invent
from firstline.demo.post import Post
from firstline.demo.retelling import Retelling
from firstline.desk.models import Message, Ticket
from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.company.models import Company
from firstline.platform.errors import DomainError
from firstline.platform.files.storing import store
from firstline.team.rights import BUILT_IN

Say = Callable[[str], object]


class DatabaseIsNotEmpty(DomainError):
    code = "database_is_not_empty"
    status = 409


@dataclass(frozen=True)
class SignIn:
    name: str
    email: str
    role: str


@dataclass(frozen=True)
class SignIns:
    """One person of each role; everybody of the team has the same password."""

    people: tuple[SignIn, ...]
    password: str


def is_empty() -> bool:
    """Nobody has set this desk up, and nothing has come in."""
    return not (Company.objects.exists() or Person.objects.exists() or Ticket.objects.exists())


@transaction.atomic
def load(
    *, progress: Say, seed: int = SEED, tickets: int = TICKETS, at: datetime | None = None
) -> SignIns:
    """Write the demo company down as if all of it had happened here; refuses where anything is."""
    if not is_empty():
        raise DatabaseIsNotEmpty(
            _("The demo company needs an empty database. Choose another data folder.")
        )
    moment = at or now()
    with _everything_kept():
        progress(_("Inventing a company, its customers and ninety days of mail."))
        plan = invent(moment, seed=seed, tickets=tickets)
        progress(_("Writing it down: %(tickets)d tickets.") % {"tickets": len(plan.stories)})
        _write_down(plan, moment, progress)
    return _sign_ins(plan)


@contextmanager
def _everything_kept() -> Iterator[None]:
    """Looking for garbage among objects that all live to the end takes an eighth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write_down(plan: Plan, moment: datetime, progress: Say) -> None:
    acts = sorted(
        ((act.at, number, act) for number, story in enumerate(plan.stories) for act in story.acts),
        key=lambda row: row[:2],
    )
    said = sum(hasattr(act, "mail") for _at, _number, act in acts)
    sent = sum(isinstance(act, Replied) for _at, _number, act in acts) + len(plan.stories)
    people = settle_in(plan.company, (story.requester for story in plan.stories), moment)
    post = Post(people, outbound_ids=iter(reserve_ids(OutboundMail, sent)))
    retelling = Retelling(
        people,
        post,
        ticket_ids=iter(reserve_ids(Ticket, len(plan.stories))),
        message_ids=iter(reserve_ids(Message, said)),
        keep_file=cache(store),
    )
    for done, (_at, number, act) in enumerate(acts):
        retelling.tell(plan.stories[number], act)
        if done % (len(acts) // 4 + 1) == len(acts) // 4:
            progress(_("%(share)d %% has been told.") % {"share": 100 * done // len(acts)})
    progress(_("Saving it."))
    rows = retelling.rows
    for some in (
        rows.tickets,
        rows.messages,
        rows.participants,
        rows.attachments,
        rows.events,
        post.outbound,
        post.attempts,
        post.inbound,
        retelling.notices.rows(moment),
    ):
        copy_rows(some)
    ask_the_host(rows.tickets, moment)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sign_ins(plan: Plan) -> SignIns:
    """The first of each role."""
    first = {agent.role: agent for agent in reversed(plan.company.agents)}
    return SignIns(
        people=tuple(SignIn(first[role].name, first[role].email, role) for role in BUILT_IN),
        password=PASSWORD,
    )
