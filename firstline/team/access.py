"""Who may open a page: decorators for views, and the signed-in agent of a request."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from firstline.team.models import Agent
from firstline.team.rights import Right

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class AgentRequest(HttpRequest):
    """A request of a signed-in agent."""

    agent: Agent


def agent_of(request: HttpRequest) -> Agent | None:
    """The signed-in agent, or None for everybody else."""
    return cast("Agent | None", getattr(request, "agent", None))


def agent_view(
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For agents of any role; strangers go to the sign-in page, customers are refused."""
    return _allowing(lambda agent: True, view)


def admin_view(
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For admins alone."""
    return _allowing(lambda agent: agent.is_admin, view)


def right_view(
    *rights: Right,
) -> Callable[
    [Callable[Concatenate[AgentRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """For agents whose role has one of these rights."""

    def decorate(
        view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        return _allowing(lambda agent: any(agent.may(right) for right in rights), view)

    return decorate


def _allowing(
    may: Callable[[Agent], bool],
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        agent = agent_of(request)
        if agent is None:
            if request.user.is_authenticated:
                raise PermissionDenied
            return redirect_to_login(request.get_full_path())
        if not may(agent):
            raise PermissionDenied
        return view(cast("AgentRequest", request), *args, **kwargs)

    return guarded
