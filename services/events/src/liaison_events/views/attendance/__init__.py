"""Attendance: who came, and what is reported of it."""
