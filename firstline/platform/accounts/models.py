from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Collate, Lower
from django.utils.translation import gettext_lazy as _

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
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]

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


class IdentityKind(models.TextChoices):
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone number")


class IdentityQuerySet(models.QuerySet["Identity"]):
    def addresses(self) -> Self:
        return self.filter(kind=IdentityKind.EMAIL)

    def phones(self) -> Self:
        return self.filter(kind=IdentityKind.PHONE)

    def at(self, address: str) -> Self:
        """The mailbox of that address: at most one, whoever's it is."""
        return self.addresses().filter(value=normalised(address))

    def main_first(self) -> Self:
        return self.order_by("kind", "-is_primary", "pk")


class Identity(models.Model):
    """One mail address or phone number of one person.

    The database itself keeps the row of `Person.email`, which is for signing in and for mail, so
    that one unique index covers every address of everybody, agents and customers alike.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=16, choices=IdentityKind)
    # An address as `normalised` writes it; a number as E.164 has it, with ";ext=12" where needed.
    value = models.CharField(max_length=254)
    # Somebody has shown, or an agent has made sure, that it is theirs.
    is_verified = models.BooleanField(default=False)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["value"],
                condition=models.Q(kind=IdentityKind.EMAIL),
                name="address_belongs_to_one_person",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "value"], name="identity_is_there_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(is_primary=True),
                name="one_main_identity_of_a_kind",
            ),
        ]
        indexes = [
            # Households and offices share numbers.
            models.Index(
                fields=["value"],
                condition=models.Q(kind=IdentityKind.PHONE),
                name="identity_by_phone",
            )
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def is_address(self) -> bool:
        return self.kind == IdentityKind.EMAIL
