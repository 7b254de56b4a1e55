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


class NobodyToWriteTo(DomainError):
    code = "nobody_to_write_to"


class CannotMention(DomainError):
    """Who is mentioned could not read it."""

    code = "cannot_mention"


class DraftHasChanged(DomainError):
    """Another window, or a colleague, wrote since this text was loaded."""

    code = "draft_has_changed"
    status = 409


class AlreadySent(DomainError):
    code = "already_sent"
    status = 409


class CannotAssign(DomainError):
    code = "cannot_assign"


class BadValue(DomainError):
    code = "bad_value"


class CannotRearrange(DomainError):
    """Messages cannot go where they were to go."""

    code = "cannot_rearrange"


class CannotBePutBack(DomainError):
    """A merge, split or move can no longer be undone, or not yet."""

    code = "cannot_be_put_back"
    status = 409


class CannotLink(DomainError):
    """The tickets cannot stand to each other like that."""

    code = "cannot_link"


class ChangedSince(DomainError):
    """Somebody changed what was to be put back."""

    code = "changed_since"
    status = 409


class QuestionIsStale(DomainError):
    """What was said yes to is not what would be done now."""

    code = "question_is_stale"
    status = 409


class TooWide(DomainError):
    """A list of tickets takes longer to find than anybody should wait."""

    code = "too_wide"
