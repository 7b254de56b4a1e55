"""Django's cache in PostgreSQL, as JSON: for counters that all processes share, not for speed."""
