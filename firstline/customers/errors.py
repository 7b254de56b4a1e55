"""What can be refused about customers and organisations."""

from firstline.platform.errors import DomainError


class BadFact(DomainError):
    """What was given cannot be true of anybody, or is too much."""

    code = "bad_fact"


class FactIsTaken(DomainError):
    """Somebody else has it already."""

    code = "fact_is_taken"
    status = 409


class FactsMovedOn(DomainError):
    """Somebody else changed it while it was being written."""

    code = "facts_moved_on"
    status = 409


class PublicDomain(DomainError):
    """Anybody can get an address there, so it belongs to no organisation."""

    code = "public_domain"


class CannotBlock(DomainError):
    code = "cannot_block"


class CannotMerge(DomainError):
    code = "cannot_merge"


class CannotUndoMerge(DomainError):
    code = "cannot_undo_merge"
    status = 409


class OrganisationIsNotEmpty(DomainError):
    code = "organisation_is_not_empty"
    status = 409
