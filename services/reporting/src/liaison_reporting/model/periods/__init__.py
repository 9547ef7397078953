"""Periods whose results were approved and locked."""
