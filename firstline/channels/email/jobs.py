"""Background entry points of the e-mail channel."""

from procrastinate.contrib.django import app

from firstline.channels.email.acknowledge import acknowledge
from firstline.channels.email.inbound import reading_mail
from firstline.channels.email.outbound.deliver import deliver
from firstline.channels.email.outbound.forgotten import take_up_forgotten
from firstline.channels.email.outbound.relay_health import probe_if_failing
from firstline.desk.models import Ticket
from firstline.platform.jobs.queue import OUTSIDE, task


@task(queue=OUTSIDE)
def deliver_mail(mail_id: int) -> None:
    deliver(mail_id)


@task(queue=OUTSIDE)
def acknowledge_ticket(ticket_id: int) -> None:
    acknowledge(Ticket.objects.select_related("requester__person").get(pk=ticket_id))


@app.periodic(cron="* * * * *")
@app.task(name="channels.email.jobs.tend_outbox", queue=OUTSIDE)
def tend_outbox(timestamp: int) -> None:
    probe_if_failing()
    take_up_forgotten()


@task(queue="mail")
def read_mail(mail_id: int) -> None:
    reading_mail.read_mail(mail_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.email.jobs.quarantine_never_read", queue="mail")
def quarantine_never_read(timestamp: int) -> None:
    reading_mail.quarantine_never_read()
