"""Bulletins: what a coordinator writes to many at once, and a second person approves."""
