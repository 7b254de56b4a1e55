"""What of the mail follows when people are merged."""

from firstline.channels.email.models import OutboundMail
from firstline.customers.models import MergeKind
from firstline.customers.moving import follows

follows(MergeKind.PEOPLE, OutboundMail, "customer")
