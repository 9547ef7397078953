"""Imports: what can be done with one that is under way."""
