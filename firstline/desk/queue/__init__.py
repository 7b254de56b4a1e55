"""The working queue: its views, how they are ordered and grouped, and what an address asks for."""
