from firstline.desk.models.draft import Draft
from firstline.desk.models.message import Attachment, Message
from firstline.desk.models.participant import Participant
from firstline.desk.models.remote_image import RemoteImage
from firstline.desk.models.ticket import Priority, Ticket, TicketStatus

__all__ = [
    "Attachment",
    "Draft",
    "Message",
    "Participant",
    "Priority",
    "RemoteImage",
    "Ticket",
    "TicketStatus",
]
