from datetime import timedelta

from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from firstline.platform.accounts.languages import language_for_reader
from firstline.platform.clock import now
from firstline.platform.company.models import Company
from firstline.platform.errors import TransportError
from firstline.platform.jobs.queue import OUTSIDE, task
from firstline.platform.notices import actions, mailing, rules
from firstline.platform.notices.kinds import kind_of
from firstline.platform.notices.models import Device, Notice, NoticeSettings
from firstline.platform.notices.pushing import Push, send
from firstline.platform.notices.queries import shown
from firstline.platform.notices.times import zone_of

_KEPT = timedelta(days=90)


@task(queue=OUTSIDE)
def push_notice(notice_id: int, device_id: int, kind: str) -> None:
    """Show a notice on a device. Done twice, the second takes the place of the first there."""
    device = Device.objects.select_related("person").filter(pk=device_id).first()
    known = kind_of(kind)
    if device is None or known is None or not device.person.is_active:
        return
    person, company = device.person, Company.current()
    at = now()
    if not rules.may_be_pushed(
        NoticeSettings.of(person), at, at.astimezone(zone_of(person, company))
    ):
        return
    # Read meanwhile, or no longer theirs to know of: then there is nothing to show.
    notice = Notice.objects.of(person).unread().filter(pk=notice_id).first()
    if notice is None:
        return
    language = person.language or (company.language if company else "")
    with translation.override(language_for_reader(language, "")):
        for line in shown([notice], person):
            push = Push(
                text=known.in_short(line.topic.label),
                url=reverse("notice", args=[notice.pk]),
                tag=notice.topic,
            )
            _send(device, push)


def _send(device: Device, push: Push) -> None:
    try:
        send(device, push)
    except TransportError as error:
        if not error.permanent:
            raise
        # An address inside our own network, or none at all: it will never be reached.
        device.delete()


@app.periodic(cron="* * * * *")
@app.task(name="platform.notices.jobs.mail_notices", queue="house")
def mail_notices(timestamp: int) -> None:
    mailing.mail_who_waits()


@app.periodic(cron="43 3 * * *")
@app.task(name="platform.notices.jobs.forget_old_notices", queue="house")
def forget_old_notices(timestamp: int) -> None:
    actions.forget_old(now() - _KEPT)
