"""Consent: news to subscribe to, one's own choices, and the addresses that must not be written to."""
