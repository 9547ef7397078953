"""Looks at the feed."""
