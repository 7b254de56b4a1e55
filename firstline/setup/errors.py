from firstline.platform.errors import DomainError


class AlreadySetUp(DomainError):
    code = "already_set_up"
    status = 409


class BadAnswer(DomainError):
    """One of the answers cannot be meant."""

    code = "bad_answer"
