from firstline.platform.errors import DomainError


class NotAnAnswer(DomainError):
    """What was given for a field is not of its kind."""

    code = "not_an_answer"
