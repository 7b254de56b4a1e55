"""What the forms of the working page hold, before an action sees it."""

from firstline.desk.forms.addresses import address_in
from firstline.desk.forms.composed import Composed
from firstline.desk.forms.later import moment_of
from firstline.desk.forms.new_ticket import NewTicketForm
from firstline.desk.forms.recipients import addresses_in

__all__ = ["Composed", "NewTicketForm", "address_in", "addresses_in", "moment_of"]
