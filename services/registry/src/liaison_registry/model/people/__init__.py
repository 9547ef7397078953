"""Accounts of people and programs, their absences, and the letters that bring them links."""
