from firstline.desk.models.custom_status import CustomStatus
from firstline.desk.models.draft import Draft
from firstline.desk.models.follower import Follower
from firstline.desk.models.mention import Mention
from firstline.desk.models.message import Attachment, Message
from firstline.desk.models.participant import Participant
from firstline.desk.models.reading import TicketReading
from firstline.desk.models.remote_image import RemoteImage
from firstline.desk.models.ticket import Priority, Removal, Ticket, TicketType
from firstline.desk.models.ticket_form import FieldCondition, FormField, TicketForm
from firstline.desk.models.ticket_status import TicketStatus

__all__ = [
    "Attachment",
    "CustomStatus",
    "Draft",
    "FieldCondition",
    "Follower",
    "FormField",
    "Mention",
    "Message",
    "Participant",
    "Priority",
    "RemoteImage",
    "Removal",
    "Ticket",
    "TicketForm",
    "TicketReading",
    "TicketStatus",
    "TicketType",
]
