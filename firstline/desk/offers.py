"""The settings that are about tickets, and how the record of changes calls them."""

from django.utils.translation import gettext_lazy as _

from firstline.team import audit
from firstline.team.rights import Right
from firstline.team.settings import TICKETS, offer

offer(
    "ticket-fields",
    _("Ticket fields"),
    _("What you want to know of every ticket."),
    icon="text-cursor-input",
    section=TICKETS,
    to="settings_fields",
    args=("ticket",),
    words=_("custom dropdown checkbox options required regular expression lookup card date number"),
    right=Right.FIELDS,
)
offer(
    "forms",
    _("Ticket forms"),
    _("Which fields a topic has, and when they appear."),
    icon="clipboard-list",
    section=TICKETS,
    to="settings_forms",
    words=_("conditions conditional required layout topic"),
    right=Right.FIELDS,
)
offer(
    "statuses",
    _("Statuses"),
    _("Your own words for where a ticket stands."),
    icon="status-open",
    section=TICKETS,
    to="settings_statuses",
    words=_("custom status category open pending hold solved"),
    right=Right.FIELDS,
)
offer(
    "tags",
    _("Tags"),
    _("How often each is used; rename, merge and delete them."),
    icon="tag",
    section=TICKETS,
    to="settings_tags",
    words=_("labels merge rename"),
    right=Right.TAGS,
)
offer(
    "time-tracking",
    _("Time tracking"),
    _("Whether the time spent on tickets is noted."),
    icon="timer",
    section=TICKETS,
    to="settings_time_tracking",
    words=_("timer minutes hours spent effort"),
    right=Right.FIELDS,
)
offer(
    "customer-fields",
    _("Customer fields"),
    _("What you want to know of every customer."),
    icon="user-round",
    section=TICKETS,
    to="settings_fields",
    args=("customer",),
    words=_("custom people user fields"),
    right=Right.FIELDS,
)
offer(
    "organisation-fields",
    _("Organisation fields"),
    _("What you want to know of every organisation."),
    icon="building-2",
    section=TICKETS,
    to="settings_fields",
    args=("organisation",),
    words=_("custom company fields"),
    right=Right.FIELDS,
)

audit.area("ticket_field", _("Ticket fields"))
audit.area("customer_field", _("Customer fields"))
audit.area("organisation_field", _("Organisation fields"))
audit.area("ticket_form", _("Ticket forms"))
audit.area("custom_status", _("Statuses"))
audit.area("tag", _("Tags"))
audit.area("time_tracking", _("Time tracking"))
audit.facts(
    title=_("Title"),
    name=_("Name"),
    label=_("Label"),
    kind=_("Kind"),
    key=_("Key"),
    category=_("Category"),
    description=_("Description"),
    is_required=_("Required to solve"),
    is_active=_("In use"),
    is_default=_("Default"),
    pattern=_("Pattern"),
    tag=_("Tag"),
    tracks_time=_("Time is tracked"),
    options=_("Options"),
    option=_("Option"),
    fields=_("Fields"),
    condition=_("Condition"),
    position=_("Place"),
    is_shown_to_customers=_("Shown to customers"),
    is_asked_of_customers=_("Asked of customers"),
    is_required_of_customers=_("Required of customers"),
    title_for_customers=_("Title for customers"),
    name_for_customers=_("Name for customers"),
    label_for_customers=_("Label for customers"),
)
