"""What conditions can say about a ticket, in the field's terms. Areas above `add` their own."""

from firstline.desk.vocabulary.custom import custom_fields
from firstline.desk.vocabulary.facts import FACTS
from firstline.desk.vocabulary.moments import MOMENTS
from firstline.desk.vocabulary.perspectives import perspective_of
from firstline.desk.vocabulary.related import RELATED
from firstline.desk.vocabulary.writing import WRITTEN
from firstline.platform.conditions.vocabulary import Vocabulary

__all__ = ["TICKETS", "perspective_of"]

TICKETS = Vocabulary([*FACTS, *RELATED, *WRITTEN, *MOMENTS], custom_fields)
