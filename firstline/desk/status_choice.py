"""A status as forms, drafts and addresses name it: a category, or the number of an own status."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue
from firstline.desk.models import CustomStatus, TicketStatus


@dataclass(frozen=True)
class StatusChoice:
    """One of the six categories, perhaps with the desk's own word in it; or none at all."""

    category: str = ""
    own: CustomStatus | None = None

    def __bool__(self) -> bool:
        return bool(self.category)

    @classmethod
    def named(cls, name: str) -> Self:
        """What a draft holds: nothing when empty, refused when it is not there any more."""
        if name.isascii() and name.isdecimal():
            return cls._own(name)
        if name and name not in TicketStatus.values:
            raise _no_such_status()
        return cls(name)

    @classmethod
    def offered(cls, name: str) -> Self:
        """What a form asks for: only what its menu can have offered."""
        choice = cls.named(name)
        is_out_of_use = choice.own is not None and not choice.own.is_active
        if is_out_of_use or choice.category == TicketStatus.CLOSED:
            raise _no_such_status()
        return choice

    @classmethod
    def _own(cls, digits: str) -> Self:
        found = CustomStatus.objects.filter(pk=int(digits)).first() if len(digits) < 19 else None
        if found is None:
            raise _no_such_status()
        return cls(found.category, found)

    @property
    def label(self) -> str:
        """The desk's own word, or the category's."""
        if self.own is not None:
            return self.own.label
        return str(TicketStatus(self.category).label) if self.category else ""


def _no_such_status() -> BadValue:
    return BadValue(_("There is no such status."))
