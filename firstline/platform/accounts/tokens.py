"""Secrets that are handed out once and stored as hashes only (T14)."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored. A plain hash will do: nobody can try enough of so many random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
