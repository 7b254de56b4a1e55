"""What a role lets people do, in plain words. Each right is asked for with `rules.may`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Sees(models.TextChoices):
    """Which tickets a role shows; the restricted groups of others stay hidden from all of them."""

    ALL = "all", _("All tickets")
    GROUPS = "groups", _("Those of their groups, and their own")
    OWN = "own", _("Only their own")


class Right(models.TextChoices):
    REPLY = "reply", _("Reply to customers")
    NOTE = "note", _("Write notes")
    EDIT = "edit", _("Change tickets")
    ASSIGN = "assign", _("Assign tickets to others")
    REARRANGE = "rearrange", _("Merge, split and link tickets")
    BULK = "bulk", _("Change many tickets at once")
    REMOVE = "remove", _("Put tickets into the bin or spam")
    REDACT = "redact", _("Redact messages for good")

    SEE_CUSTOMERS = "see_customers", _("Look through customers and organisations")
    EDIT_CUSTOMERS = "edit_customers", _("Change customers and organisations")
    MERGE_CUSTOMERS = "merge_customers", _("Merge customers and organisations")

    BLOCK_CUSTOMERS = "block_customers", _("Block customers")

    SHARE_VIEWS = "share_views", _("Keep views for everybody")
    SHARE_MACROS = "share_macros", _("Keep macros and saved replies for everybody")
    API = "api", _("Use the API")

    TAGS = "tags", _("Tags")
    FIELDS = "fields", _("Fields, forms and statuses")
    MAIL = "mail", _("Received mail and outbox")
    TEAM = "team", _("Team and groups")
    RECORD = "record", _("Record of changes")


HINTS: dict[Right, Words] = {
    Right.REPLY: _("Answer, open tickets for customers, copy people in, make messages internal."),
    Right.NOTE: _("Internal notes, and mentioning colleagues in them."),
    Right.EDIT: _("Status, priority, subject, tags, fields and snooze; take tickets themselves."),
    Right.ASSIGN: _("Give tickets to colleagues and to groups, or take them away."),
    Right.REARRANGE: _("Also moving messages, child tickets and follow-ups."),
    Right.BULK: _("Edit what is selected in a list; solve all incidents of a problem together."),
    Right.REMOVE: _("And bring them back from there."),
    Right.REDACT: _("Black out words and delete files: nobody can undo that."),
    Right.SEE_CUSTOMERS: _("Their lists and pages, and people in search. A ticket shows its own."),
    Right.EDIT_CUSTOMERS: _("Names, addresses, notes, fields, organisations and members."),
    Right.MERGE_CUSTOMERS: _("Several people or organisations into one, and apart again."),
    Right.BLOCK_CUSTOMERS: _("What they write is kept aside, and makes no ticket."),
    Right.SHARE_VIEWS: _("Others' lists change with them. One's own need no right."),
    Right.SHARE_MACROS: _("Who answers or changes tickets can always keep some for themselves."),
    Right.API: _("By tokens of their own; all other rights hold there too."),
    Right.TAGS: _("Rename, merge and delete tags on all tickets."),
    Right.FIELDS: _("What tickets, customers and organisations have, and in which order."),
    Right.MAIL: _("All mail that came and went, of every group. Read mail in once more."),
    Right.TEAM: _("Invite and deactivate people, and give them roles that reach no further."),
    Right.RECORD: _("Who changed which setting, and what it was before."),
}

SECTIONS: tuple[tuple[Words, tuple[Right, ...]], ...] = (
    (
        _("Tickets"),
        (
            Right.REPLY,
            Right.NOTE,
            Right.EDIT,
            Right.ASSIGN,
            Right.REARRANGE,
            Right.BULK,
            Right.REMOVE,
            Right.REDACT,
        ),
    ),
    (
        _("Customers"),
        (
            Right.SEE_CUSTOMERS,
            Right.EDIT_CUSTOMERS,
            Right.MERGE_CUSTOMERS,
            Right.BLOCK_CUSTOMERS,
        ),
    ),
    (_("Beyond oneself"), (Right.SHARE_VIEWS, Right.SHARE_MACROS, Right.API)),
    (_("Settings"), (Right.TAGS, Right.FIELDS, Right.MAIL, Right.TEAM, Right.RECORD)),
)

# What would be of no use without another right.
IMPLIED: dict[Right, Right] = {
    Right.EDIT_CUSTOMERS: Right.SEE_CUSTOMERS,
    Right.MERGE_CUSTOMERS: Right.SEE_CUSTOMERS,
    Right.BLOCK_CUSTOMERS: Right.SEE_CUSTOMERS,
}

# Who has one of them has something to look for in the settings.
OF_SETTINGS = frozenset(SECTIONS[-1][1])


@dataclass(frozen=True)
class BuiltIn:
    """A role that every desk has. The code says what it may, so that releases can add to it."""

    key: str
    name: str
    label: Words
    description: Words
    rights: Collection[Right]


_LIGHT = (Right.NOTE, Right.SEE_CUSTOMERS, Right.API)
_AGENT = (
    *(right for _title, rights in SECTIONS[:2] for right in rights),
    Right.API,
)
BUILT_IN: dict[str, BuiltIn] = {
    one.key: one
    for one in (
        BuiltIn(
            "admin",
            "Admin",
            _("Admin"),
            _("Runs the desk: may do everything, and alone makes roles."),
            tuple(Right),
        ),
        BuiltIn(
            "lead",
            "Lead",
            _("Lead"),
            _("Answers customers, and keeps views and macros for everybody."),
            (*_AGENT, Right.SHARE_VIEWS, Right.SHARE_MACROS),
        ),
        BuiltIn("agent", "Agent", _("Agent"), _("Answers customers."), _AGENT),
        BuiltIn(
            "light",
            "Light agent",
            _("Light agent"),
            _("Reads tickets and adds internal notes."),
            _LIGHT,
        ),
    )
}
