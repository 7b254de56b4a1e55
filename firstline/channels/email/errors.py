"""What can be refused to who wants to send a mail again."""

from firstline.platform.errors import DomainError


class NothingLeftToSend(DomainError):
    code = "nothing_left_to_send"
    status = 409


class NoRelay(DomainError):
    code = "no_relay"
