"""The settings that are about the team, and the record of all of them."""

from django.utils.translation import gettext_lazy as _

from firstline.team.settings import PEOPLE, RECORD, offer

offer(
    "team",
    _("Team"),
    _("Who works here, and as what."),
    icon="users",
    section=PEOPLE,
    to="people",
    words=_("agents people invite role admin lead light deactivate"),
)
offer(
    "groups",
    _("Groups"),
    _("Who shares a queue, and whose tickets only members see."),
    icon="layers",
    section=PEOPLE,
    to="agent_groups",
    words=_("restricted members teams queue"),
)
offer(
    "history",
    _("Changes to settings"),
    _("Who changed what, when, and what it was before."),
    icon="history",
    section=RECORD,
    to="settings_history",
    words=_("audit log record history"),
)
