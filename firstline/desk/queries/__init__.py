"""Read models of the working page: what several tables say, in a fixed number of queries."""
