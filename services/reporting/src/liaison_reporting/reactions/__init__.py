"""What reporting does when a fact arrives: it keeps it."""
