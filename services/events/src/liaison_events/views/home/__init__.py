"""The first pages of people and of staff."""
