"""Work that must happen: jobs are deferred inside the transaction that caused them."""
