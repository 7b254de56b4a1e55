"""Rules about the addresses of persons."""

from django.utils.translation import gettext as _

from firstline.platform.accounts.errors import AddressIsTaken
from firstline.platform.accounts.models import Identity


def must_be_no_further_address(address: str) -> None:
    """Refuse to make a new person of an address that somebody has beside their main one."""
    owner = Identity.objects.at(address).filter(is_primary=False).select_related("person").first()
    if owner is not None:
        raise AddressIsTaken(
            _("%(address)s is a further address of %(name)s. Make it the main one first.")
            % {"address": owner.value, "name": owner.person.display_name}
        )
