"""What a command says in one sentence before it ends with code 1."""


class Refusal(Exception):
    """The command cannot do what was asked; the text is a sentence for the operator."""


def expected_refusals() -> tuple[type[Exception], ...]:
    from django.core.exceptions import ImproperlyConfigured

    from firstline.config.archive import BadArchive
    from firstline.config.env import BadSetting
    from firstline.platform.database.embedded import DatabaseError
    from firstline.platform.errors import DomainError

    return (Refusal, BadArchive, BadSetting, DatabaseError, DomainError, ImproperlyConfigured)
