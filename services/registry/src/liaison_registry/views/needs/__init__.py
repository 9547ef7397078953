"""Studies of residents' needs."""
