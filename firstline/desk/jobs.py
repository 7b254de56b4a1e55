from firstline.desk import actions
from firstline.desk.models import Message, Ticket
from firstline.platform.jobs.queue import OUTSIDE, task


@task(queue="mail")
def send_held_reply(draft_id: int) -> None:
    actions.send_held(draft_id)


@task()
def stop_overtaken_replies(ticket_id: int) -> None:
    """By a job, because rows are held in another order here: the draft's before the ticket's."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is not None:
        actions.stop_overtaken(ticket)


@task()
def wake_snoozed(ticket_id: int) -> None:
    actions.wake_when_due(ticket_id)


@task()
def solve_incidents_of(solution_id: int) -> None:
    actions.go_on_solving(solution_id)


@task(queue=OUTSIDE)
def fetch_remote_images(message_id: int) -> None:
    message = Message.objects.select_related("ticket").filter(pk=message_id).first()
    if message is not None:
        actions.fetch_images(message)
