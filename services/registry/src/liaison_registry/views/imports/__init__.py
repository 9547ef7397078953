"""Imports: what became of their rows."""
