"""Liaison offices: their life and their hours."""
