from datetime import time
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.notices.topics import is_visible

WORKING_DAYS = (0, 1, 2, 3, 4)


def _working_days() -> list[int]:
    return list(WORKING_DAYS)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: Person) -> Self:
        """Theirs, as far as they may know of it now: a right that is taken away hides notices."""
        return self.filter(is_visible(person), person=person)

    def in_app(self) -> Self:
        return self.filter(is_in_app=True, archived_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Notice(models.Model):
    """What one person should know about one topic. While it is unread, more of it joins it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    topic_kind = models.CharField(max_length=32)
    topic_id = models.BigIntegerField()
    # The last that happened; and of each kind how often, and by whom last, since it was read:
    # {"ticket.message": {"count": 3, "actor": "Dana"}}. The reader's language makes sentences.
    kind = models.CharField(max_length=64)
    happened = models.JSONField(default=dict)
    at = models.DateTimeField()
    begun_at = models.DateTimeField()
    # False for what the person wants by mail or push alone.
    is_in_app = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    waits_for_mail = models.BooleanField(default=False)
    pushed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic_kind", "topic_id"],
                condition=models.Q(read_at__isnull=True),
                name="one_unread_notice_of_a_topic",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-at", "-id"],
                name="notice_by_person",
                condition=models.Q(archived_at__isnull=True, is_in_app=True),
            ),
            models.Index(
                fields=["person", "at"],
                name="notice_waits_for_mail",
                condition=models.Q(waits_for_mail=True),
            ),
            models.Index(fields=["at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.topic} for {self.person_id}"

    @property
    def topic(self) -> str:
        return f"{self.topic_kind}:{self.topic_id}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Mute(models.Model):
    """Somebody wants to hear no more of one topic."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes", db_index=False
    )
    topic_kind = models.CharField(max_length=32)
    topic_id = models.BigIntegerField()
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic_kind", "topic_id", "person"], name="mute_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} mutes {self.topic_kind}:{self.topic_id}"


class Choice(models.Model):
    """By which ways a person wants to hear of a kind, where that is not the usual one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notice_choices",
        db_index=False,
    )
    kind = models.CharField(max_length=64)
    channels = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="choice_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} wants {self.kind} by {', '.join(self.channels) or 'nothing'}"


class NoticeSettings(models.Model):
    """When and how somebody wants to be disturbed, and how their mail fares."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="notice_settings",
    )
    # The shift, in their own time: 0 is Monday. Equal times mean the whole day.
    days = ArrayField(models.PositiveSmallIntegerField(), default=_working_days, blank=True)
    starts_at = models.TimeField(default=time(8))
    ends_at = models.TimeField(default=time(18))
    plays_sound = models.BooleanField(default=False)
    muted_until = models.DateTimeField(null=True, blank=True)

    wants_mail = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # Mails since they last read a notice: nobody who does not come is written to more and more.
    unheeded = models.PositiveIntegerField(default=0)
    hour_began_at = models.DateTimeField(null=True, blank=True)
    mails_in_hour = models.PositiveIntegerField(default=0)
    # The breaker: no mail goes to this address until they say so.
    mail_stopped_at = models.DateTimeField(null=True, blank=True)
    mail_stopped_because = models.CharField(max_length=500, blank=True, default="")
    stopped_address = models.CharField(max_length=254, blank=True, default="")

    def __str__(self) -> str:
        return f"settings of {self.person_id}"

    @classmethod
    def of(cls, person: Person) -> "NoticeSettings":
        """Theirs, or what applies as long as they have said nothing; that is not saved."""
        return cls._default_manager.filter(person=person).first() or cls(person=person)

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > now()


class Device(models.Model):
    """A browser that agreed to show notices. It hears of them while its session stands."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    endpoint = models.CharField(max_length=2048, unique=True)
    # Base64url, as the browser gave them: its public key, and the secret both sides share.
    key = models.CharField(max_length=120)
    secret = models.CharField(max_length=40)
    session_key = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name


class PushKey(models.Model):
    """The key by which push services know this desk (VAPID): made once, a single row."""

    private_pem = models.TextField()
    # Base64url of the uncompressed point, as browsers want it.
    public = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="push_key_is_a_single_row"),
        ]

    def __str__(self) -> str:
        return self.public
