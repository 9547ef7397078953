"""The commitment."""
