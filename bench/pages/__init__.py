"""What the list and the ticket cost agents, over the network, beside the floor of the same rows."""
