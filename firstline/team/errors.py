"""What can be refused in the team."""

from firstline.platform.errors import DomainError


class AlreadyOnTheTeam(DomainError):
    code = "already_on_the_team"
    status = 409


class LastAdmin(DomainError):
    """The desk would be left without anybody who may run it."""

    code = "last_admin"
    status = 409


class NameIsTaken(DomainError):
    code = "name_is_taken"
    status = 409


class NameIsMissing(DomainError):
    code = "name_is_missing"


class InvitationIsOver(DomainError):
    """It was used, taken back, or has run out."""

    code = "invitation_is_over"
    status = 410


class BadRole(DomainError):
    code = "bad_role"


class RoleIsBuiltIn(DomainError):
    """Every desk has it, and it means the same on each of them."""

    code = "role_is_built_in"
    status = 409


class BadDensity(DomainError):
    """Rows have no such height."""

    code = "bad_density"
