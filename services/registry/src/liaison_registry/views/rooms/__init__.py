"""Rooms of offices: what events can book, and when not."""
