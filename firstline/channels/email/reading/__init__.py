"""Reading a mail: bytes of any kind in, plain values out. No database, no Django."""

from firstline.channels.email.reading.mail import (
    Address,
    AttachedFile,
    Automatic,
    Bounce,
    MailRefused,
    ParsedMail,
)
from firstline.channels.email.reading.reader import read

__all__ = [
    "Address",
    "AttachedFile",
    "Automatic",
    "Bounce",
    "MailRefused",
    "ParsedMail",
    "read",
]
