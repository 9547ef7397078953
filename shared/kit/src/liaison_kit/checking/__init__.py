"""Checking: whether what Liaison needs is there, and set up as it must be: `check`, and `liaison doctor`."""
