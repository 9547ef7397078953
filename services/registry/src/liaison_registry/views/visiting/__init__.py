"""Visiting: how an office is described, its pictures, and where else its workers come."""
