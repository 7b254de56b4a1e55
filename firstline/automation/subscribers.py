"""What macros do when the desk has sent something."""

from firstline.automation.events import MacroApplied, MacroUndone
from firstline.automation.jobs import finish_macro
from firstline.automation.models import PendingMacro
from firstline.desk.events import MessageEvent, NoteAdded, ReplySent
from firstline.desk.nudging import tell_pages_of
from firstline.platform.events.publishing import subscribe
from firstline.platform.jobs.queue import defer


@subscribe(ReplySent, NoteAdded)
def go_on_without_draft(event: MessageEvent) -> None:
    """The changes follow by a job: what they do is told after the message, not in its midst."""
    if event.draft is None:
        return
    waiting = PendingMacro.objects.filter(draft=event.draft).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return
    waiting.update(draft=None, message=event.message, then_status=event.draft.then_status)
    for ident in ids:
        defer(finish_macro, lock=f"macros-of-{event.ticket.pk}", pending_id=ident)


@subscribe(MacroApplied, MacroUndone)
def tell_open_pages(event: MacroApplied) -> None:
    tell_pages_of(event.ticket)
