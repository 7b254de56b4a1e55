"""Notices by mail: what waited becomes one mail, however much it was.

A job looks every minute who may be written to now. So a burst of events is no burst of jobs, a
night is one mail at the start of the shift, and after a crash the next minute finds all that waits.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.platform.accounts.languages import language_for_reader
from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.company.models import Company
from firstline.platform.notices import rules
from firstline.platform.notices.actions import mail_again, stop_mail
from firstline.platform.notices.letter import NoticeLetter
from firstline.platform.notices.models import Notice, NoticeSettings
from firstline.platform.notices.queries import Line, shown
from firstline.platform.notices.times import zone_of
from firstline.platform.notices.unsubscribing import unsubscribe_address

logger = logging.getLogger(__name__)

# A mail lists so many topics, and says how many there are besides.
MOST_LISTED = 25
_HOUR = timedelta(hours=1)


def mail_who_waits() -> None:
    """Write to everybody whose notices have waited long enough and who may be disturbed now."""
    company = Company.current()
    ripe = Notice.objects.filter(waits_for_mail=True, begun_at__lte=now() - rules.PATIENCE)
    waiting = set(ripe.order_by().values_list("person", flat=True).distinct())
    for person in Person.objects.filter(pk__in=waiting).order_by("pk"):
        mail_one(person, company)


@transaction.atomic
def mail_one(person: Person, company: Company | None) -> None:
    """One mail with all that waits for this person, if one may go to them at this moment."""
    NoticeSettings.objects.get_or_create(person=person)
    # Another worker that has the row writes the mail.
    held = NoticeSettings.objects.select_for_update(skip_locked=True, of=("self",))
    settings = held.filter(person=person).first()
    if settings is None:
        return
    if settings.stopped_address and settings.stopped_address != person.email:
        mail_again(person)
        settings.refresh_from_db()
    at, zone = now(), zone_of(person, company)
    if not person.is_active or not person.email or not settings.wants_mail:
        _let_go(person)
    elif rules.may_be_mailed(settings, at, at.astimezone(zone)):
        language = person.language or (company.language if company else "")
        with translation.override(language_for_reader(language, "")), timezone.override(zone):
            _write(person, settings, company, at)


def _write(person: Person, settings: NoticeSettings, company: Company | None, at: datetime) -> None:
    # The rights of this moment: what the person may no longer know of is not in the mail.
    waiting = Notice.objects.of(person).filter(waits_for_mail=True, read_at__isnull=True)
    count = waiting.count()
    lines = shown(waiting.newest_first()[:MOST_LISTED], person)
    _let_go(person)
    if not lines:
        return
    if not _is_within_the_hour(settings, at):
        stop_mail(person, because=_("More mails than anybody reads within an hour."))
        logger.warning("Notices are no longer mailed to person %s: too many an hour", person.pk)
        return
    settings.mailed_at = at
    settings.unheeded += 1
    settings.save()
    _letter(person, lines, count=count, company=company).send()


def _let_go(person: Person) -> None:
    Notice.objects.filter(person=person, waits_for_mail=True).update(waits_for_mail=False)


def _is_within_the_hour(settings: NoticeSettings, at: datetime) -> bool:
    if settings.hour_began_at is None or at - settings.hour_began_at >= _HOUR:
        settings.hour_began_at, settings.mails_in_hour = at, 0
    settings.mails_in_hour += 1
    return settings.mails_in_hour <= rules.MOST_MAILS_PER_HOUR


def _letter(
    person: Person, lines: list[Line], *, count: int, company: Company | None
) -> NoticeLetter:
    house = company.name if company else "Firstline"
    unsubscribe = unsubscribe_address(person)
    context = {
        "lines": lines,
        "more": count - len(lines),
        "base": django_settings.BASE_URL,
        "list": django_settings.BASE_URL + reverse("notices"),
        "choices": django_settings.BASE_URL + reverse("notice_settings"),
        "unsubscribe": unsubscribe,
    }
    assert person.email, "who has no address is not written to"
    return NoticeLetter(
        to=person.email,
        subject=_subject(lines, count, house),
        body=render_to_string("notices/letter.txt", context),
        unsubscribe=unsubscribe,
    )


def _subject(lines: list[Line], count: int, house: str) -> str:
    """Numbers alone: nothing that a customer wrote stands in a header (T20)."""
    if count == 1:
        return _("%(company)s: news on %(topic)s") % {
            "company": house,
            "topic": lines[0].topic.label,
        }
    words = ngettext("%(company)s: %(count)d notice", "%(company)s: %(count)d notices", count)
    return words % {"company": house, "count": count}
