"""From received bytes to a message on a ticket, or to a reason. Import from the modules."""
