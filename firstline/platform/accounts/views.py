"""A person's own account. Signing in and the second factor are allauth's, in our templates."""

from allauth.socialaccount.providers.openid_connect.views import login as begin_openid_connect
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firstline.platform.accounts import actions
from firstline.platform.accounts.devices import device_of
from firstline.platform.accounts.forms import ProfileForm
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.sessions import end_sessions


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    now = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    form = ProfileForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.describe(person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    found = UserSession.objects.purge_and_list(_person(request))
    rows = [
        {"session": session, "device": device_of(session.user_agent)}
        for session in sorted(found, key=lambda session: session.last_seen_at, reverse=True)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=_person(request))
    session.end()
    messages.success(request, _("That device is signed out."))
    return redirect("sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    end_sessions(_person(request), but=request.session.session_key)
    messages.success(request, _("Every other device is signed out."))
    return redirect("sessions")


@require_POST
def sso_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the sign-in service by way of a page of ours.

    A form may not send the browser to another site (`form-action 'self'`), but a page may.
    """
    if settings.OIDC is None:
        raise Http404
    response: HttpResponse = begin_openid_connect(request, provider_id)
    if not isinstance(response, HttpResponseRedirect):
        return response
    context = {"address": response.url, "service": settings.OIDC.name}
    return render(request, "accounts/sso_leaving.html", context)


@require_GET
def sso_refused(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sso_refused.html", status=403)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
