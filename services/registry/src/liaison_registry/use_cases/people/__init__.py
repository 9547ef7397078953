"""People and programs with an account."""
