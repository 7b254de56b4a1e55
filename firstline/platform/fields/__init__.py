"""Custom fields: what a desk wants to know of its tickets, customers and organisations."""
