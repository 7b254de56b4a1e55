from dataclasses import dataclass
from typing import Any

from firstline.platform.company.models import Company
from firstline.platform.events.publishing import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DeskSetUp(DomainEvent):
    """The desk began to exist, with its first admin."""

    company: Company

    def subject(self) -> tuple[str, int]:
        return "company", self.company.pk

    def data(self) -> dict[str, Any]:
        return {"name": self.company.name}
