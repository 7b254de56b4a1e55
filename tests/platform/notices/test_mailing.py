"""Notices by mail: one for a night, none for what was read, and an end when they come back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from firstline.channels.email.compose import compose
from firstline.channels.email.models import Mailbox, MailKind, OutboundMail
from firstline.desk import actions as desk
from firstline.desk.models import Ticket
from firstline.platform.notices import actions as notices
from firstline.platform.notices import rules
from firstline.platform.notices.mailing import mail_who_waits
from firstline.platform.notices.models import Notice, NoticeSettings
from firstline.team import actions as team
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _our_backend(settings: Settings, mailbox: Mailbox) -> None:
    # pytest-django puts Django's own in place of it.
    settings.EMAIL_BACKEND = "firstline.channels.email.backend.OutboxBackend"


@pytest.fixture
def ticket(amara: Agent) -> Ticket:
    made = world.make_ticket(assignee=amara)
    Notice.objects.all().delete()
    return made


def mails() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind=MailKind.NOTICE).order_by("pk"))


def later(clock: StoppedClock, minutes: int = 10) -> None:
    """What the job of every minute does, when that time has passed."""
    clock.pass_by(timedelta(minutes=minutes))
    mail_who_waits()


def test_a_notice_is_mailed_after_a_moment_of_patience(
    ticket: Ticket, tuesday: StoppedClock
) -> None:
    world.make_message(ticket)
    mail_who_waits()
    assert mails() == []
    later(tuesday, 3)
    [mail] = mails()
    assert mail.to == [{"name": "", "address": world.AMARA}]
    assert mail.subject == f"Brightwell: news on #{ticket.pk}"
    assert "Dana Fischer wrote" in mail.text
    assert f"#{ticket.pk}  {ticket.subject}" in mail.text
    assert "Any news about this?" not in mail.text
    later(tuesday)
    assert len(mails()) == 1


def test_what_is_read_in_the_app_makes_no_mail(
    ticket: Ticket, amara: Agent, tuesday: StoppedClock
) -> None:
    world.make_message(ticket)
    notices.read_topic(amara.person, ("ticket", ticket.pk))
    later(tuesday)
    assert mails() == []


def test_a_night_of_four_hundred_events_is_one_mail_in_the_morning(
    amara: Agent, ticket: Ticket, clock: StoppedClock
) -> None:
    clock.moment = EVENING
    others = [world.make_ticket(assignee=amara) for _ in range(30)]
    for number in range(370):
        clock.pass_by(timedelta(minutes=1))
        world.make_message([ticket, *others][number % 31])
        if number % 20 == 0:
            mail_who_waits()
    assert mails() == []
    # Seven o'clock in Berlin is eight o'clock nowhere that she works.
    clock.moment = datetime(2026, 3, 4, 6, 59, tzinfo=UTC)
    mail_who_waits()
    assert mails() == []
    clock.moment = datetime(2026, 3, 4, 7, 1, tzinfo=UTC)
    mail_who_waits()
    later(clock)
    [mail] = mails()
    assert mail.subject == "Brightwell: 31 notices"
    assert mail.text.count("new messages, the last by Dana Fischer") == 25
    assert "And 6 more:" in mail.text


def test_a_burst_during_the_shift_is_one_mail_and_the_next_one_waits(
    ticket: Ticket, tuesday: StoppedClock
) -> None:
    for _ in range(20):
        world.make_message(ticket)
    later(tuesday, 3)
    world.make_message(ticket)
    later(tuesday, 4)
    assert len(mails()) == 1
    later(tuesday, 2)
    assert len(mails()) == 2


def test_after_a_long_silence_there_is_one_mail(
    ticket: Ticket, amara: Agent, tuesday: StoppedClock
) -> None:
    notices.mute_everything(amara.person, until=tuesday.moment + timedelta(days=14))
    for _day in range(13):
        world.make_message(ticket)
        later(tuesday, 24 * 60)
    assert mails() == []
    later(tuesday, 24 * 60 + 60)
    later(tuesday)
    assert len(mails()) == 1


def test_who_does_not_come_gets_a_handful_of_mails_a_week(
    ticket: Ticket, tuesday: StoppedClock
) -> None:
    for _half_hour in range(2 * 24 * 2):
        world.make_message(ticket)
        later(tuesday, 30)
    assert len(mails()) < 12


def test_of_what_somebody_may_no_longer_see_nothing_is_mailed(
    ticket: Ticket, bo: Agent, farah: Agent, tuesday: StoppedClock
) -> None:
    desk.assign(ticket, to=bo, by=farah)
    desk.move_to_group(ticket, group=world.group(world.SECURITY), by=farah)
    later(tuesday)
    assert mails() == []
    assert not Notice.objects.filter(waits_for_mail=True).exists()


def test_who_has_left_is_mailed_nothing(
    ticket: Ticket, amara: Agent, farah: Agent, tuesday: StoppedClock
) -> None:
    world.make_message(ticket)
    team.deactivate(amara, by=farah)
    later(tuesday)
    assert mails() == []


def test_the_mail_is_marked_so_that_no_robot_answers(ticket: Ticket, tuesday: StoppedClock) -> None:
    world.make_message(ticket)
    later(tuesday)
    [mail] = mails()
    content = compose(mail)
    assert b"Auto-Submitted: auto-generated\r\n" in content
    assert b"X-Auto-Response-Suppress: All\r\n" in content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content
    assert re.search(
        rb"List-Unsubscribe:\s+<http://[^>\s]+/notices/unsubscribe/[^>\s]+>\r\n", content
    )
    assert compose(mail) == content


def test_more_mails_than_anybody_reads_stop_them(
    ticket: Ticket,
    amara: Agent,
    tuesday: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    client_of: ClientOf,
) -> None:
    monkeypatch.setattr(rules, "PACE", timedelta(0))
    for _ in range(rules.MOST_MAILS_PER_HOUR + 5):
        world.make_message(ticket)
        later(tuesday, 3)
    assert len(mails()) == rules.MOST_MAILS_PER_HOUR
    html = client_of(amara).get("/notices/").content.decode()
    assert "Mail to you has been stopped" in html
    client_of(amara).post("/notices/mail/")
    world.make_message(ticket)
    later(tuesday, 3)
    assert len(mails()) == rules.MOST_MAILS_PER_HOUR + 1


def test_a_new_address_begins_anew(ticket: Ticket, amara: Agent, tuesday: StoppedClock) -> None:
    notices.stop_mail(amara.person, because="550 no such user")
    amara.person.email = "amara.obi@brightwell.example"
    amara.person.save()
    world.make_message(ticket)
    later(tuesday)
    assert [mail.to[0]["address"] for mail in mails()] == ["amara.obi@brightwell.example"]


def unsubscribe_link(mail: OutboundMail) -> str:
    return re.sub(r"^https?://[^/]+", "", mail.unsubscribe)


def test_one_click_ends_the_mail_without_a_sign_in(
    ticket: Ticket, amara: Agent, tuesday: StoppedClock
) -> None:
    world.make_message(ticket)
    later(tuesday)
    link = unsubscribe_link(mails()[0])
    stranger = Client(enforce_csrf_checks=True)
    # A mail program that looks at the link beforehand ends nothing.
    assert stranger.get(link).status_code == 200
    assert NoticeSettings.of(amara.person).wants_mail
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not NoticeSettings.of(amara.person).wants_mail
    world.make_message(ticket)
    later(tuesday, 60)
    assert len(mails()) == 1


def test_a_forged_link_ends_nothing(ticket: Ticket, amara: Agent, tuesday: StoppedClock) -> None:
    world.make_message(ticket)
    later(tuesday)
    link = unsubscribe_link(mails()[0])
    assert Client().post(link[:-3] + "x/").status_code == 404
    amara.person.email = "somebody.else@brightwell.example"
    amara.person.save()
    assert Client().post(link).status_code == 404
    assert NoticeSettings.of(amara.person).wants_mail
