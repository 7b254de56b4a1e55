from firstline.platform.errors import DomainError


class BadCondition(DomainError):
    """A condition names a field, an operator or a value that does not exist."""

    code = "bad_condition"
