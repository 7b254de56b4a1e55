from django.conf import settings
from django.utils import translation
from procrastinate.contrib.django import app

from firstline.desk import actions
from firstline.desk.administration.tags import go_on_changing_tags, sum_up_tag_uses
from firstline.desk.models import BulkEdit, Message, Ticket
from firstline.desk.search import attachments, counting
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


@task()
def go_on_with_bulk_edit(edit_id: int) -> None:
    """Go on with it; what is refused is told in the language of who asked for it."""
    asked = BulkEdit.objects.filter(pk=edit_id)
    language = asked.values_list("author__person__language", flat=True).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        actions.go_on_with_bulk_edit(edit_id)


@task(queue=OUTSIDE)
def fetch_remote_images(message_id: int) -> None:
    message = Message.objects.select_related("ticket").filter(pk=message_id).first()
    if message is not None:
        actions.fetch_images(message)


@task()
def read_files(message_id: int) -> None:
    """Read the text of the message's files, so that they can be searched."""
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        attachments.read_attachments(message)


@task()
def change_tags_everywhere(change_id: int) -> None:
    go_on_changing_tags(change_id)


@app.periodic(cron="* * * * *")
@app.task(name="desk.jobs.sum_up_tags", queue="house")
def sum_up_tags(timestamp: int) -> None:
    sum_up_tag_uses()


@app.periodic(cron="*/5 * * * *")
@app.task(name="desk.jobs.count_words", queue="house")
def count_words(timestamp: int) -> None:
    counting.count_words()


@app.periodic(cron="*/10 * * * *")
@app.task(name="desk.jobs.catch_up_with_files", queue="house")
def catch_up_with_files(timestamp: int) -> None:
    attachments.catch_up()
