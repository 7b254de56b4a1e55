"""The mail that tells somebody of their notices, as Django's mail backend gets it."""

from django.core.mail import EmailMessage


class NoticeLetter(EmailMessage):
    """A mail of the desk to one of its own people. It is no part of any conversation.

    The backend sees to it that no robot answers, and that a report of its failure stops further
    ones instead of becoming a ticket.
    """

    def __init__(self, *, to: str, subject: str, body: str, unsubscribe: str) -> None:
        super().__init__(subject=subject, body=body, to=[to])
        self.unsubscribe = unsubscribe
