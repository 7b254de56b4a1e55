from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from firstline.channels.email.models import Mailbox
from firstline.platform.accounts.addresses import checked
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.publishing import publish
from firstline.setup import rules
from firstline.setup.errors import AlreadySetUp
from firstline.setup.events import DeskSetUp
from firstline.setup.welcome import open_welcome_ticket
from firstline.team import actions as team
from firstline.team.models import Agent, Role

# Any number: of two who set up at once, the second waits for the first and is then refused.
_LOCK = 0x73657475


@transaction.atomic
def set_up(
    *,
    company: str,
    support_address: str,
    admin_email: str,
    admin_name: str,
    password: str,
    time_zone: str = "UTC",
    language: str = "en",
) -> Agent:
    """Make a working desk of an empty database, all of it or nothing; returns the first admin."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Company.current() is not None:
        raise AlreadySetUp(_("This desk has been set up already."))
    company, admin_name = rules.clean_name(company), rules.clean_name(admin_name)
    support_address, admin_email = checked(support_address), checked(admin_email)
    rules.must_differ(support_address, admin_email)
    rules.must_exist(time_zone=time_zone, language=language)

    with override(language):
        desk = Company.objects.create(pk=1, name=company, time_zone=time_zone, language=language)
        publish(DeskSetUp(company=desk, by=SYSTEM))
        Mailbox.objects.create(address=support_address, is_default=True)
        group = team.create_group(_("Support"), by=SYSTEM)
        admin = team.add_with_password(
            name=admin_name, email=admin_email, role=Role.ADMIN, password=password, by=SYSTEM
        )
        team.add_member(group, agent=admin, by=SYSTEM)
        open_welcome_ticket(admin, group=group, recipient=support_address)
    return admin
