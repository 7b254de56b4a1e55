"""Telling people, and what they do with what they were told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.jobs.queue import defer
from firstline.platform.notices.kinds import Channel, Kind
from firstline.platform.notices.models import Choice, Device, Mute, Notice, NoticeSettings
from firstline.platform.nudges import nudge

# A burst on one topic is one sound on a device, not twenty.
PUSH_PAUSE = timedelta(minutes=1)
TOPIC = "notices"

_TELL = """
    INSERT INTO notices_notice AS told (
        person_id, topic_kind, topic_id, kind, happened, at, begun_at,
        is_in_app, waits_for_mail, pushed_at)
    SELECT person, %(topic_kind)s, %(topic_id)s, %(kind)s,
        jsonb_build_object(
            %(kind)s::text, jsonb_build_object('count', 1, 'actor', %(actor)s::text)),
        %(at)s, %(at)s, in_app, by_mail, CASE WHEN by_push THEN %(at)s END
    FROM unnest(%(people)s::bigint[], %(in_app)s::bool[], %(by_mail)s::bool[], %(by_push)s::bool[])
        AS wanted (person, in_app, by_mail, by_push)
    ORDER BY person
    ON CONFLICT (person_id, topic_kind, topic_id) WHERE read_at IS NULL DO UPDATE SET
        kind = EXCLUDED.kind,
        at = EXCLUDED.at,
        archived_at = NULL,
        is_in_app = told.is_in_app OR EXCLUDED.is_in_app,
        waits_for_mail = told.waits_for_mail OR EXCLUDED.waits_for_mail,
        pushed_at = CASE
            WHEN told.pushed_at > %(pushed_before)s THEN told.pushed_at
            ELSE coalesce(EXCLUDED.pushed_at, told.pushed_at) END,
        happened = told.happened || jsonb_build_object(EXCLUDED.kind, jsonb_build_object(
            'count', coalesce((told.happened -> EXCLUDED.kind ->> 'count')::int, 0) + 1,
            'actor', %(actor)s::text))
    RETURNING id, person_id, pushed_at
"""


@dataclass(frozen=True)
class _Wish:
    """By which ways one person is told."""

    person: int
    channels: frozenset[str]

    def wants(self, channel: Channel) -> bool:
        return channel in self.channels


def notify(people: Iterable[int], kind: Kind, *, topic: tuple[str, int], by: Actor) -> None:
    """Tell these people, in the transaction of what happened; never whoever did it.

    Whether they may know of the topic is for the caller to ask now; it is asked again whenever the
    notice is shown or sent.
    """
    assert connection.in_atomic_block, "people are told in the transaction of what happened"
    others = sorted({person for person in people if person != by.person_id})
    wishes = _wishes(others, kind, topic)
    if not wishes:
        return
    at = now()
    rows = _tell(wishes, kind, topic=topic, actor=by.actor_name, at=at)
    nudge(TOPIC, people=[wish.person for wish in wishes])
    _push({person: ident for ident, person, pushed_at in rows if pushed_at == at}, kind)


def read_topic(person: Person, topic: tuple[str, int]) -> None:
    """The person looks at the topic itself: its notice has done its work."""
    kind, ident = topic
    notices = Notice.objects.filter(topic_kind=kind, topic_id=ident)
    # Most looks find none: one question instead of a transaction.
    if notices.filter(person=person, read_at__isnull=True).exists():
        with transaction.atomic():
            _note_read(person, notices)


@transaction.atomic
def read_notice(notice: Notice) -> None:
    _note_read(notice.person, Notice.objects.filter(pk=notice.pk))


@transaction.atomic
def read_all(person: Person) -> int:
    """Nothing is new any more; says how many notices were."""
    return _note_read(person, Notice.objects.filter(is_in_app=True))


@transaction.atomic
def make_unread(notice: Notice) -> None:
    """Back among the new ones, unless there is a newer one of the same topic already."""
    newer = Notice.objects.unread().filter(
        person=notice.person_id, topic_kind=notice.topic_kind, topic_id=notice.topic_id
    )
    if not newer.exists():
        Notice.objects.filter(pk=notice.pk).update(read_at=None)
        _tell_pages(notice.person_id)


@transaction.atomic
def archive(notice: Notice) -> None:
    """Out of the list; that it was read goes without saying."""
    read_notice(notice)
    Notice.objects.filter(pk=notice.pk).update(archived_at=now())
    _tell_pages(notice.person_id)


@transaction.atomic
def bring_back(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(archived_at=None)
    _tell_pages(notice.person_id)


@transaction.atomic
def mute(person: Person, topic: tuple[str, int]) -> None:
    """No more notices of this topic; those that are there count as read."""
    kind, ident = topic
    Mute.objects.get_or_create(person=person, topic_kind=kind, topic_id=ident)
    read_topic(person, topic)
    _tell_pages(person.pk)


@transaction.atomic
def unmute(person: Person, topic: tuple[str, int]) -> None:
    kind, ident = topic
    Mute.objects.filter(person=person, topic_kind=kind, topic_id=ident).delete()
    _tell_pages(person.pk)


@transaction.atomic
def mute_everything(person: Person, *, until: datetime | None) -> None:
    """Leave the person alone until then: the app stays silent, mail and push wait."""
    NoticeSettings.objects.update_or_create(person=person, defaults={"muted_until": until})
    _tell_pages(person.pk)


@transaction.atomic
def choose(person: Person, choices: dict[str, Collection[str]]) -> None:
    """By which ways the person wants to hear of each kind."""
    for kind, channels in choices.items():
        Choice.objects.update_or_create(
            person=person, kind=kind, defaults={"channels": sorted(channels)}
        )


@transaction.atomic
def stop_mail(person: Person, *, because: str) -> None:
    """The breaker: nothing more is sent to this address until its owner says so in the app."""
    NoticeSettings.objects.update_or_create(
        person=person,
        defaults={
            "mail_stopped_at": now(),
            "mail_stopped_because": because[:500],
            "stopped_address": person.email or "",
        },
    )
    Notice.objects.filter(person=person, waits_for_mail=True).update(waits_for_mail=False)
    _tell_pages(person.pk)


def stop_mail_to(addresses: Iterable[str], *, because: str) -> None:
    """Notices bounced from these addresses. Whose they are no longer does not matter."""
    for person in Person.objects.filter(email__in=list(addresses), notice_settings__isnull=False):
        stop_mail(person, because=because)


@transaction.atomic
def mail_again(person: Person) -> None:
    NoticeSettings.objects.update_or_create(
        person=person,
        defaults={
            "wants_mail": True,
            "mail_stopped_at": None,
            "mail_stopped_because": "",
            "stopped_address": "",
            "mails_in_hour": 0,
            "unheeded": 0,
        },
    )


@transaction.atomic
def want_no_mail(person: Person) -> None:
    NoticeSettings.objects.update_or_create(person=person, defaults={"wants_mail": False})
    Notice.objects.filter(person=person, waits_for_mail=True).update(waits_for_mail=False)


def forget_old(before: datetime) -> int:
    """Notices are news, not history: that is with the tickets."""
    count: int = Notice.objects.filter(at__lt=before).delete()[0]
    return count


def words_for_too_many() -> str:
    return _("More mails than anybody reads within an hour.")


def _wishes(people: list[int], kind: Kind, topic: tuple[str, int]) -> list[_Wish]:
    if not people:
        return []
    topic_kind, ident = topic
    mutes = Mute.objects.filter(person__in=people, topic_kind=topic_kind, topic_id=ident)
    muted = set(mutes.values_list("person_id", flat=True))
    choices = Choice.objects.filter(person__in=people, kind=kind.key)
    chosen = {person: frozenset(ways) for person, ways in choices.values_list("person", "channels")}
    usual = frozenset(str(channel) for channel in kind.usual)
    wishes = (_Wish(one, chosen.get(one, usual)) for one in people if one not in muted)
    return [wish for wish in wishes if wish.channels]


def _tell(
    wishes: list[_Wish], kind: Kind, *, topic: tuple[str, int], actor: str, at: datetime
) -> list[tuple[int, int, datetime | None]]:
    parameters: dict[str, Any] = {
        "topic_kind": topic[0],
        "topic_id": topic[1],
        "kind": kind.key,
        "actor": actor,
        "at": at,
        "pushed_before": at - PUSH_PAUSE,
        "people": [wish.person for wish in wishes],
        "in_app": [wish.wants(Channel.APP) for wish in wishes],
        "by_mail": [wish.wants(Channel.MAIL) for wish in wishes],
        "by_push": [wish.wants(Channel.PUSH) for wish in wishes],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, parameters)
        return list(cursor.fetchall())


def _push(notices: dict[int, int], kind: Kind) -> None:
    """A job for each device of those who are to be pushed."""
    from firstline.platform.notices.jobs import push_notice  # the job calls back into this package

    if not notices:
        return
    devices = Device.objects.filter(person__in=notices).order_by("pk")
    for device, person in devices.values_list("pk", "person"):
        defer(push_notice, notice_id=notices[person], device_id=device, kind=kind.key)


def _note_read(person: Person, notices: QuerySet[Notice]) -> int:
    fresh = notices.filter(person=person, read_at__isnull=True)
    changed: int = fresh.update(read_at=now(), waits_for_mail=False)
    if changed:
        NoticeSettings.objects.filter(person=person, unheeded__gt=0).update(unheeded=0)
        _tell_pages(person.pk)
    return changed


def _tell_pages(person: int) -> None:
    nudge(TOPIC, people=[person])
