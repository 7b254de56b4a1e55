"""What the answers of the set-up must be like, whoever asks: the wizard or the command."""

from django.conf import settings
from django.utils.translation import gettext as _

from firstline.platform.accounts.time_zones import is_time_zone
from firstline.setup.errors import BadAnswer


def clean_name(text: str) -> str:
    text = " ".join(text.split())[:200]
    if not text:
        raise BadAnswer(_("The company and the first admin need a name."))
    return text


def must_differ(support_address: str, admin_email: str) -> None:
    """Mail from the support address itself would come from nobody."""
    if support_address == admin_email:
        raise BadAnswer(
            _("The support address belongs to the desk. Use another one for the admin.")
        )


def must_exist(*, time_zone: str, language: str) -> None:
    if not is_time_zone(time_zone):
        raise BadAnswer(_("There is no time zone called “%s”.") % time_zone)
    if language not in dict(settings.LANGUAGES):
        raise BadAnswer(_("Firstline does not speak “%s” yet.") % language)
