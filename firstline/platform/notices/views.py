"""The notification centre, what one does with notices, and how one wants to be told."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firstline.platform.accounts.devices import device_of
from firstline.platform.accounts.models import Person
from firstline.platform.notices import actions, pushing
from firstline.platform.notices.buttons import mute_button
from firstline.platform.notices.forms import ShiftForm
from firstline.platform.notices.kinds import Channel, kinds
from firstline.platform.notices.models import Choice, Device, Notice, NoticeSettings
from firstline.platform.notices.queries import IN_PANEL, bell_of, lines_of
from firstline.platform.notices.quiet import spans
from firstline.platform.notices.topics import topic_of
from firstline.platform.notices.unsubscribing import person_of
from firstline.platform.web.answers import asks_for, is_htmx, triggering

P = ParamSpec("P")
# What the lists of notices on a page listen for.
_CHANGED = "notices-changed"
_WORKER = (Path(__file__).parent / "worker.js").read_text(encoding="utf-8")
# The worker talks to nobody: it shows what came, and opens our own pages.
_WORKER_POLICY = "default-src 'none'; frame-ancestors 'none'"


class PersonRequest(HttpRequest):
    """A request of somebody signed in."""

    user: Person


def person_view(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For whoever is signed in, about what is theirs."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return login_required(guarded)


@require_GET
@person_view
def notices(request: PersonRequest) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    before = request.GET.get("before", "")
    lines, following = lines_of(request.user, before=before, only_unread=only_unread)
    context = {
        "lines": lines,
        "next": following,
        "before": before,
        "only_unread": only_unread,
        "address": request.get_full_path(),
        "place": "page",
    }
    if asks_for(request, "notices-page"):
        return render(request, "notices/_lines.html", context)
    context |= {"settings": NoticeSettings.of(request.user), "spans": spans()}
    return render(request, "notices/notices.html", context)


@require_GET
@person_view
def bell(request: PersonRequest) -> HttpResponse:
    return render(request, "notices/_bell.html", {"bell": bell_of(request.user)})


@require_GET
@person_view
def panel(request: PersonRequest) -> HttpResponse:
    lines, following = lines_of(request.user, most=IN_PANEL)
    settings = NoticeSettings.of(request.user)
    context = {
        "lines": lines,
        "next": "",
        "has_more": bool(following),
        "place": "panel",
        "settings": settings,
    }
    return render(request, "notices/_panel.html", context)


@require_GET
@person_view
def notice(request: PersonRequest, notice_id: int) -> HttpResponse:
    """To what it is about; with that it is read."""
    found = _notice_of(request, notice_id)
    topic = topic_of(found.topic_kind)
    shown = topic.shown([found.topic_id]) if topic else {}
    if found.topic_id not in shown:
        raise Http404
    actions.read_notice(found)
    return redirect(shown[found.topic_id].url)


@require_http_methods(["POST", "DELETE"])
@person_view
def notice_reading(request: PersonRequest, notice_id: int) -> HttpResponse:
    found = _notice_of(request, notice_id)
    if request.method == "DELETE" or "unread" in request.POST:
        actions.make_unread(found)
    else:
        actions.read_notice(found)
    return _answer(request)


@require_http_methods(["POST", "DELETE"])
@person_view
def notice_archive(request: PersonRequest, notice_id: int) -> HttpResponse:
    found = _notice_of(request, notice_id)
    if request.method == "DELETE":
        actions.bring_back(found)
        if "unread" in request.GET:
            actions.make_unread(found)
        return _answer(request)
    actions.archive(found)
    undo = f"{request.path}?unread=1" if found.is_unread else request.path
    return _answer(request, text=_("Put away."), undo=undo, undo_method="DELETE")


@require_POST
@person_view
def read_everything(request: PersonRequest) -> HttpResponse:
    count = actions.read_all(request.user)
    words = ngettext("%d notice is read.", "%d notices are read.", count) % count
    return _answer(request, text=words)


@require_http_methods(["GET", "POST", "DELETE"])
@person_view
def topic_mute(request: PersonRequest, topic_kind: str, topic_id: int) -> HttpResponse:
    """Hear no more of one topic, or again; what one may not know of does not exist."""
    topic = topic_of(topic_kind)
    if topic is None or not topic.visible_to(request.user).filter(pk=topic_id).exists():
        raise Http404
    if request.method == "GET":
        return HttpResponse(mute_button(request, (topic_kind, topic_id)))
    if request.method == "DELETE" or "unmute" in request.POST:
        actions.unmute(request.user, (topic_kind, topic_id))
        return _answer(request, text=_("You hear of it again."))
    actions.mute(request.user, (topic_kind, topic_id))
    return _answer(
        request, text=_("You hear no more of it."), undo=request.path, undo_method="DELETE"
    )


@require_http_methods(["POST", "DELETE"])
@person_view
def quiet(request: PersonRequest) -> HttpResponse:
    """Be left alone for a while."""
    chosen = {span.key: span.until for span in spans()}.get(request.POST.get("span", ""))
    if request.method == "DELETE":
        chosen = None
    actions.mute_everything(request.user, until=chosen)
    if not is_htmx(request):
        return redirect("notices")
    words = _("You are left alone for now.") if chosen else _("You are told again.")
    return _answer(request, text=words)


@require_http_methods(["GET", "POST"])
@person_view
def notice_settings(request: PersonRequest) -> HttpResponse:
    person = request.user
    settings = NoticeSettings.of(person)
    form = ShiftForm(request.POST) if request.method == "POST" else ShiftForm.showing(settings)
    if request.method == "POST" and form.is_valid():
        form.write_on(settings)
        settings.save()
        actions.choose(person, {kind.key: _channels(request, kind.key) for kind in kinds()})
        messages.success(request, _("You are told as you chose."))
        return redirect("notice_settings")
    choices = dict(Choice.objects.filter(person=person).values_list("kind", "channels"))
    context = {
        "form": form,
        "days": form["days"].value() or [],
        "rows": [(kind, choices.get(kind.key, kind.usual)) for kind in kinds()],
        "channels": list(Channel),
        "settings": settings,
        "devices": Device.objects.filter(person=person).order_by("-added_at"),
        "push_key": pushing.public_key(),
    }
    status = 422 if form.errors else 200
    return render(request, "notices/settings.html", context, status=status)


@require_POST
@person_view
def mail(request: PersonRequest) -> HttpResponse:
    """Be mailed again after mail had been stopped."""
    actions.mail_again(request.user)
    messages.success(request, _("Mail goes out to you again."))
    return redirect("notice_settings")


@require_POST
@person_view
def devices(request: PersonRequest) -> HttpResponse:
    """A browser that agreed; with `again` only where it is known as this person's already."""
    endpoint = request.POST.get("endpoint", "")
    if "again" in request.POST:
        known = Device.objects.filter(person=request.user, endpoint=endpoint)
        known.update(session_key=request.session.session_key or "")
        return HttpResponse(status=204)
    pushing.add_device(
        request.user,
        endpoint=endpoint,
        key=request.POST.get("key", ""),
        secret=request.POST.get("secret", ""),
        session_key=request.session.session_key or "",
        name=device_of(request.headers.get("User-Agent", "")),
    )
    return HttpResponse(status=204)


@require_POST
@person_view
def device_removal(request: PersonRequest, device_id: int) -> HttpResponse:
    get_object_or_404(Device, pk=device_id, person=request.user).delete()
    messages.success(request, _("That device is told nothing any more."))
    return redirect("notice_settings")


@require_GET
def push_worker(request: HttpRequest) -> HttpResponse:
    """Serves pages to nobody: below its own folder there are none."""
    response = HttpResponse(_WORKER, content_type="text/javascript; charset=utf-8")
    response["Content-Security-Policy"] = _WORKER_POLICY
    response["Cache-Control"] = "no-cache"
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, letter_token: str) -> HttpResponse:
    """From a link in a mail: no sign-in, and with POST no question (RFC 8058).

    The token is the proof, so a form elsewhere could only repeat what its holder may do.
    """
    person = person_of(letter_token)
    if person is not None and request.method == "POST":
        actions.want_no_mail(person)
    context = {"person": person, "is_done": request.method == "POST"}
    status = 200 if person is not None else 404
    return render(request, "notices/unsubscribe.html", context, status=status)


def _notice_of(request: PersonRequest, notice_id: int) -> Notice:
    found: Notice = get_object_or_404(Notice.objects.of(request.user), pk=notice_id)
    return found


def _channels(request: HttpRequest, kind: str) -> list[str]:
    return [channel for channel in request.POST.getlist(kind) if channel in list(Channel)]


def _answer(request: HttpRequest, **toast: Any) -> HttpResponse:
    """The lists on the page ask again; a plain form goes back to the page of notices."""
    if not is_htmx(request):
        return redirect("notices")
    events: dict[str, Any] = {_CHANGED: True}
    return triggering(HttpResponse(status=204), events | ({"toast": toast} if toast else {}))
