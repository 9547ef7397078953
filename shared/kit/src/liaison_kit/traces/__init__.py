"""Traces: what a piece of work tells of itself, and to whom: docs/traces.md."""
