"""Consultations and appointments."""
