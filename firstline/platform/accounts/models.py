from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Collate, Lower

from firstline.platform.accounts.addresses import normalised


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=normalised(username or ""))

    def create_person(self, *, name: str, email: str | None, **fields: Any) -> "Person":
        """A person who cannot sign in until a password is set."""
        person = self.model(name=name, email=normalised(email) if email else None, **fields)
        person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """A human known to the desk. Agents and customers are both persons, in one space of ids."""

    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, null=True, unique=True)  # noqa: DJ001 - unknown, and unique when known
    language = models.CharField(max_length=16, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            # Only ASCII here: `normalised` knows which other letters may be folded.
            models.CheckConstraint(
                condition=models.Q(email=Lower(Collate("email", "C"))),
                name="person_email_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.name or self.email or f"#{self.pk}"

    @property
    def is_staff(self) -> bool:
        return False

    def clean(self) -> None:
        self.email = normalised(self.email) if self.email else None

    @classmethod
    def with_address(cls, address: str) -> Self | None:
        return cls.objects.filter(email=normalised(address)).first()  # type: ignore[return-value]
