"""What can be refused of macros."""

from firstline.platform.errors import DomainError


class BadTemplate(DomainError):
    """A text with placeholders that cannot be read, or that would take too much to fill in."""

    code = "bad_template"


class BadMacro(DomainError):
    code = "bad_macro"


class MacroHasChanged(DomainError):
    """Somebody changed it after it was looked at."""

    code = "macro_has_changed"
    status = 409


class MacroIsGone(DomainError):
    """It was put away, or belongs to others now."""

    code = "macro_is_gone"
    status = 404
