"""Consent: who must not be written to, who agreed to what, and who follows which news."""
