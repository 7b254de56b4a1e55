"""Using a macro on many tickets, as bulk edits of the desk do it."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from firstline.automation import actions
from firstline.automation.errors import MacroHasChanged, MacroIsGone
from firstline.automation.models import Macro
from firstline.desk import deeds
from firstline.desk.changes import Change
from firstline.desk.models import Ticket
from firstline.team.models import Agent

DEED = "macro_id"


def change_of(macro: Macro) -> Change:
    """Use it as it is now: once somebody has changed it, that is refused."""
    return Change(DEED, f"{macro.pk}@{macro.updated_at.isoformat()}")


def sends_mail(macro: Macro) -> bool:
    """A text that does not say whether it is a reply or a note is a reply."""
    return macro.has_text and macro.is_public is not False


def _look_ahead(value: str, by: Agent) -> deeds.Outlook:
    macro = _usable(value, by)
    return deeds.Outlook(sends_mail=sends_mail(macro), is_final=macro.is_saved_reply)


def _run(ticket: Ticket, value: str, by: Agent) -> Sequence[Change]:
    return actions.run_on(_usable(value, by), ticket, by=by)


def _words(values: Collection[str]) -> Mapping[str, str]:
    ids = {value: int(_id_in(value)) for value in values if _is_id(_id_in(value))}
    titles = dict(Macro.objects.filter(pk__in=ids.values()).values_list("pk", "title"))
    return {
        value: _("Macro: %s") % titles[pk].replace("::", " › ")
        for value, pk in ids.items()
        if pk in titles
    }


def _usable(value: str, by: Agent) -> Macro:
    pk = _id_in(value)
    found = Macro.objects.usable_by(by).filter(pk=int(pk)).first() if _is_id(pk) else None
    if found is None:
        raise MacroIsGone(_("This macro is not there any more. Choose another one."))
    if value != change_of(found).value:
        raise MacroHasChanged(_("The macro “%s” has changed since. Look again.") % found.name)
    return found


def _id_in(value: str) -> str:
    return value.partition("@")[0]


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19


deeds.offer(DEED, deeds.Deed(look_ahead=_look_ahead, run=_run, words=_words))
