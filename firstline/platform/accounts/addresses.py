"""E-mail addresses as keys: one spelling per mailbox."""


def normalised(address: str) -> str:
    """Lower case, no blanks around it. "ß" and "ss" stay two mailboxes (T18)."""
    address = address.strip()
    return "".join(
        character.lower() if character.isascii() or len(character.lower()) == 1 else character
        for character in address
    )
