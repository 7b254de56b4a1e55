"""Passwords of people whom a command makes."""

import secrets
import sys

_RANDOM_BYTES = 12


def given_or_new(*, from_stdin: bool) -> tuple[str, bool]:
    """The password, and whether it is new and has to be shown, because nobody knows it yet."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    return secrets.token_urlsafe(_RANDOM_BYTES), True
