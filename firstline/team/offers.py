"""The settings that are about the team, and the record of all of them."""

from django.utils.translation import gettext_lazy as _

from firstline.team.rights import Right
from firstline.team.settings import PEOPLE, RECORD, offer

offer(
    "team",
    _("Team"),
    _("Who works here, and as what."),
    icon="users",
    section=PEOPLE,
    to="people",
    words=_("agents people invite role admin lead light deactivate"),
    right=Right.TEAM,
)
offer(
    "groups",
    _("Groups"),
    _("Who shares a queue, and whose tickets only members see."),
    icon="layers",
    section=PEOPLE,
    to="agent_groups",
    words=_("restricted members teams queue"),
    right=Right.TEAM,
)
offer(
    "roles",
    _("Roles"),
    _("What people may see and do, by their role."),
    icon="key-round",
    section=PEOPLE,
    to="roles",
    words=_("rights permissions access may custom restrict light lead admin"),
)
offer(
    "history",
    _("Changes to settings"),
    _("Who changed what, when, and what it was before."),
    icon="history",
    section=RECORD,
    to="settings_history",
    words=_("audit log record history"),
    right=Right.RECORD,
)
