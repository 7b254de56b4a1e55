from firstline.platform.errors import DomainError


class NotADevice(DomainError):
    """What a browser sent is not a place where it can be reached."""
