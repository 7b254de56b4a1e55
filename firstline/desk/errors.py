"""What can be refused on the desk."""

from firstline.platform.errors import DomainError


class TicketIsClosed(DomainError):
    code = "ticket_is_closed"


class TicketIsRemoved(DomainError):
    """It is in the bin or in spam."""

    code = "ticket_is_removed"


class FieldIsMissing(DomainError):
    """A field must be filled in before the ticket can have this status."""

    code = "field_is_missing"


class ConversationMovedOn(DomainError):
    """Somebody wrote what the writer of this reply has not seen."""

    code = "conversation_moved_on"
    status = 409


class NothingToSend(DomainError):
    code = "nothing_to_send"


class AlreadySent(DomainError):
    code = "already_sent"
    status = 409


class CannotAssign(DomainError):
    code = "cannot_assign"


class BadValue(DomainError):
    code = "bad_value"
