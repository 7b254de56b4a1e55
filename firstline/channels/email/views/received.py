"""What came, and what became of it: pages for who looks after mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstline.channels.email.inbound.reasons import sentences
from firstline.channels.email.inbound.receiving import replay
from firstline.channels.email.models import Fate, InboundMail
from firstline.channels.email.received import page_of
from firstline.desk.views.access import message_for
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.rights import Right

_LARGEST_ID = 2**63 - 1
# Of a mail with large files, the beginning says what people look for; all of it can be saved.
LONGEST_SHOWN = 2_000_000


@require_safe
@right_view(Right.MAIL)
def received(request: AgentRequest) -> HttpResponse:
    fate = request.GET.get("fate", "")
    context = {
        "page": page_of(fate, before=_ident(request, "before"), after=_ident(request, "after")),
        "fate": fate if fate in Fate.values else "",
        "fates": Fate.choices,
        "labels": dict(Fate.choices),
        "sentences": sentences,
    }
    return render(request, "email/received.html", context)


@require_safe
@right_view(Right.MAIL)
def mail(request: AgentRequest, mail_id: int) -> HttpResponse:
    found = _mail(mail_id)
    context = {"mail": found, "sentences": sentences(found.reasons)}
    return render(request, "email/received_mail.html", context)


@require_safe
@right_view(Right.MAIL)
def source(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The very bytes that came over the wire, as a file: never shown as a page (T03)."""
    found = _mail(mail_id)
    response = HttpResponse(bytes(found.raw), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="received-{found.pk}.eml"'
    return response


@require_safe
@agent_view
def original(request: AgentRequest, message_id: int) -> HttpResponse:
    """The mail that a message came as, header and all, as text that runs nowhere."""
    message = message_for(request, message_id)
    found = InboundMail.objects.filter(message=message).first()
    if found is None:
        raise Http404
    words = bytes(found.raw[:LONGEST_SHOWN]).decode("utf-8", "replace")
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@require_POST
@right_view(Right.MAIL)
def replays(request: AgentRequest, mail_id: int) -> HttpResponse:
    """Have it read once more."""
    found = replay(_mail(mail_id))
    return redirect("received_mail", found.pk)


def _mail(mail_id: int) -> InboundMail:
    mails = InboundMail.objects.without_raw().select_related(
        "ticket", "message", "reported", "side_message__conversation"
    )
    found: InboundMail | None = mails.filter(pk=mail_id).first() if mail_id <= _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _ident(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), _LARGEST_ID) if value.isdecimal() and value.isascii() else None
