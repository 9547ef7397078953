"""Webhooks: who is told of what at which address, and what became of it."""
