from firstline.platform.errors import DomainError


class WeakPassword(DomainError):
    code = "weak_password"


class BadAddress(DomainError):
    code = "bad_address"
