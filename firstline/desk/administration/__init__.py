"""How admins arrange the desk: fields, forms, statuses, tags. Each act is written to the record."""
