"""Rooms of an office, and how a person describes one."""
