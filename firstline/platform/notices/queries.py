"""What the bell and the list of notices show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q

from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.notices.kinds import kind_of
from firstline.platform.notices.models import Mute, Notice
from firstline.platform.notices.topics import Shown, topic_of

MOST_COUNTED = 99
PER_PAGE = 30
IN_PANEL = 12


@dataclass(frozen=True)
class Bell:
    """What stands in the header: one query."""

    unread: int
    newest: int
    is_muted: bool
    plays_sound: bool

    @property
    def count(self) -> str:
        return f"{MOST_COUNTED}+" if self.unread > MOST_COUNTED else str(self.unread or "")


@dataclass(frozen=True)
class Line:
    """One notice as it is shown."""

    notice: Notice
    topic: Shown
    sentences: list[str]
    actor: str
    is_muted: bool

    @property
    def key(self) -> str:
        """Where the next page goes on."""
        return f"{self.notice.at.timestamp():.6f},{self.notice.pk}"


def bell_of(person: Person) -> Bell:
    unread = Notice.objects.of(person).in_app().unread().newest_first()
    found = (
        Person.objects.filter(pk=person.pk)
        .annotate(unread=ArraySubquery(unread.values("pk")[: MOST_COUNTED + 1]))
        .values_list("unread", "notice_settings__muted_until", "notice_settings__plays_sound")
        .get()
    )
    ids, muted_until, plays_sound = found
    is_muted = muted_until is not None and muted_until > now()
    return Bell(
        unread=0 if is_muted else len(ids),
        newest=max(ids, default=0),
        is_muted=is_muted,
        plays_sound=bool(plays_sound) and not is_muted,
    )


def lines_of(
    person: Person, *, before: str = "", only_unread: bool = False, most: int = PER_PAGE
) -> tuple[list[Line], str]:
    """A page of somebody's notices, newest first, and the key of the next one if there is one."""
    notices = Notice.objects.of(person).in_app().newest_first()
    if only_unread:
        notices = notices.unread()
    found = list(notices.filter(_older_than(before))[: most + 1])
    lines = shown(found[:most], person)
    return lines, lines[-1].key if len(found) > most and lines else ""


def shown(notices: Iterable[Notice], person: Person) -> list[Line]:
    """Notices in words. One query for each kind of topic, and one for what is muted."""
    notices = list(notices)
    topics = _topics(notices)
    muted = _muted(notices, person)
    return [
        Line(
            notice=notice,
            topic=topics[notice.topic],
            sentences=sentences_of(notice),
            actor=str(notice.happened.get(notice.kind, {}).get("actor", "")),
            is_muted=notice.topic in muted,
        )
        for notice in notices
        if notice.topic in topics
    ]


def sentences_of(notice: Notice) -> list[str]:
    """What happened, the kinds in the order in which they were registered."""
    known = [(kind_of(key), facts) for key, facts in notice.happened.items()]
    told = [(kind, facts) for kind, facts in known if kind is not None]
    told.sort(key=lambda one: one[0].place)
    return [kind.sentence(int(facts["count"]), str(facts["actor"])) for kind, facts in told]


def _older_than(key: str) -> Q:
    stamp, comma, ident = key.partition(",")
    if not comma or not ident.isdecimal() or len(ident) > 18:
        return Q()
    try:
        at = datetime.fromtimestamp(float(stamp), tz=now().tzinfo)
    except (ValueError, OverflowError, OSError):
        return Q()
    return Q(at__lt=at) | Q(at=at, pk__lt=int(ident))


def _topics(notices: list[Notice]) -> dict[str, Shown]:
    ids = defaultdict(set)
    for notice in notices:
        ids[notice.topic_kind].add(notice.topic_id)
    return {
        f"{kind}:{ident}": shown
        for kind, wanted in ids.items()
        if (topic := topic_of(kind)) is not None
        for ident, shown in topic.shown(wanted).items()
    }


def _muted(notices: list[Notice], person: Person) -> set[str]:
    if not notices:
        return set()
    asked = Mute.objects.filter(
        person=person, topic_id__in={notice.topic_id for notice in notices}
    ).values_list("topic_kind", "topic_id")
    return {f"{kind}:{ident}" for kind, ident in asked}
