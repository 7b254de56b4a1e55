"""What the forms of the working page hold, before an action sees it."""

from firstline.desk.forms.addresses import address_in
from firstline.desk.forms.composed import Composed
from firstline.desk.forms.new_ticket import NewTicketForm

__all__ = ["Composed", "NewTicketForm", "address_in"]
