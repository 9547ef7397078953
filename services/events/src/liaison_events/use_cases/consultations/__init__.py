"""Consultations and appointments: somebody is helped at an office."""
