"""The only ways to a macro that an address names."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from firstline.automation.models import Macro, MacroQuerySet
from firstline.automation.rules import may_have
from firstline.team.access import AgentRequest, agent_view

P = ParamSpec("P")
_LARGEST_ID = 2**63 - 1


def macro_view(
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For agents who answer customers."""

    @agent_view
    @wraps(view)
    def guarded(request: AgentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_have(request.agent):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def macro_for(request: AgentRequest, macro_id: int) -> Macro:
    return _only(Macro.objects.visible_to(request.agent).prefetch_related("for_groups"), macro_id)


def usable_macro(request: AgentRequest, macro_id: int) -> Macro:
    return _only(Macro.objects.usable_by(request.agent), macro_id)


def _only(macros: MacroQuerySet, macro_id: int) -> Macro:
    macro = macros.filter(pk=macro_id).first() if macro_id <= _LARGEST_ID else None
    if macro is None:
        raise Http404
    return macro
