"""Organisations on their way, and the money they are given."""
