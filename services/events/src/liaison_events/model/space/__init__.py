"""Requests for space, the rooms held for them, and bookings without an event."""
