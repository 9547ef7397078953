"""Consent: what residents ask for about news, and what staff do about addresses that must not be written to."""
