"""How many open pages a machine holds, and how fast they hear."""
