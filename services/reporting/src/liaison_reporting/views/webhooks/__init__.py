"""Looks at webhooks."""
