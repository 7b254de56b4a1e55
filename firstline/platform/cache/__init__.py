"""Django's cache in PostgreSQL, as JSON: for counters that all processes must share, not for speed."""
