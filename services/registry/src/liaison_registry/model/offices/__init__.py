"""Liaison offices: their life, their readiness, their hours, their place and how they are described."""
