"""Feedback: how an event was, without a name."""
