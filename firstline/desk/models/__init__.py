from firstline.desk.models.attachment_text import AttachmentText
from firstline.desk.models.bulk_edit import BulkEdit, BulkEditState, BulkEditTicket
from firstline.desk.models.custom_status import CustomStatus
from firstline.desk.models.draft import Draft
from firstline.desk.models.follower import Follower
from firstline.desk.models.incidents_solution import IncidentsSolution
from firstline.desk.models.mention import Mention
from firstline.desk.models.message import Attachment, Message
from firstline.desk.models.participant import Participant
from firstline.desk.models.reading import TicketReading
from firstline.desk.models.rearrangement import Rearrangement, RearrangementKind
from firstline.desk.models.remote_image import RemoteImage
from firstline.desk.models.saved_view import SavedView
from firstline.desk.models.tag import Retagging, TagChange, TagUse, TagUseChange
from firstline.desk.models.ticket import Priority, Removal, Ticket, TicketType
from firstline.desk.models.ticket_form import FieldCondition, FormField, TicketForm
from firstline.desk.models.ticket_link import LinkKind, Relation, TicketLink
from firstline.desk.models.ticket_status import TicketStatus
from firstline.desk.models.time_entry import TimeEntry

__all__ = [
    "Attachment",
    "AttachmentText",
    "BulkEdit",
    "BulkEditState",
    "BulkEditTicket",
    "CustomStatus",
    "Draft",
    "FieldCondition",
    "Follower",
    "FormField",
    "IncidentsSolution",
    "LinkKind",
    "Mention",
    "Message",
    "Participant",
    "Priority",
    "Rearrangement",
    "RearrangementKind",
    "Relation",
    "RemoteImage",
    "Removal",
    "Retagging",
    "SavedView",
    "TagChange",
    "TagUse",
    "TagUseChange",
    "Ticket",
    "TicketForm",
    "TicketLink",
    "TicketReading",
    "TicketStatus",
    "TicketType",
    "TimeEntry",
]
