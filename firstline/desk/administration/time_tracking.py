"""Whether agents note how long they work on tickets."""

from django.db import transaction

from firstline.desk.administration import arranging
from firstline.platform.company.models import Company
from firstline.platform.events.actors import Actor
from firstline.team.rights import Right
from firstline.team.rules import must

KIND = "time_tracking"


@transaction.atomic
def set_time_tracking(*, is_on: bool, by: Actor) -> None:
    """What was noted is kept when it is turned off, and shown again when it is turned on."""
    must(by, Right.FIELDS)
    company = arranging.held(Company._default_manager.all(), 1)
    arranging.changed(KIND, company, by, arranging.set_facts(company, {"tracks_time": is_on}))
