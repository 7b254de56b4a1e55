"""Text search in PostgreSQL: what is written is searchable in the same transaction."""
