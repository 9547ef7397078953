"""The `liaison` command: what an operator types, on a laptop and in a production container."""
