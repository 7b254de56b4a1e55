"""From "a reply was sent" to "the relay has it". Import from the modules."""
