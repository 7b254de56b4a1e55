from firstline.platform.errors import DomainError


class WeakPassword(DomainError):
    code = "weak_password"


class BadAddress(DomainError):
    code = "bad_address"


class AddressIsTaken(DomainError):
    code = "address_is_taken"
    status = 409
