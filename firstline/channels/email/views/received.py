"""What came, and what became of it: pages for who looks after mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstline.channels.email.inbound.reasons import sentences
from firstline.channels.email.inbound.receiving import replay
from firstline.channels.email.models import Fate, InboundMail, OutboundMail
from firstline.channels.email.received import page_of
from firstline.desk.views.access import message_for
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.models import Agent
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
    reported = _reported(found, request.agent)
    context = {
        "mail": found,
        "sentences": sentences(found.reasons),
        "reported": reported,
        "has_source": found.reported_id is None or reported is not None,
    }
    return render(request, "email/received_mail.html", context)


@require_safe
@right_view(Right.MAIL)
def source(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The very bytes that came over the wire, as a file: never shown as a page (T03).

    A report brings the mail that it reports on: who may not read that does not read it here.
    """
    found = _mail(mail_id)
    if found.reported_id is not None and _reported(found, request.agent) is None:
        raise Http404
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
        "ticket", "message", "side_message__conversation"
    )
    found: InboundMail | None = mails.filter(pk=mail_id).first() if mail_id <= _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _reported(found: InboundMail, agent: Agent) -> OutboundMail | None:
    """The mail of ours that this one reports on, where the agent may read it."""
    if found.reported_id is None:
        return None
    return OutboundMail.objects.visible_to(agent).filter(pk=found.reported_id).first()


def _ident(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), _LARGEST_ID) if value.isdecimal() and value.isascii() else None
