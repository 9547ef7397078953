"""Extracts of the state register, in every form they come in, and what became of each import."""
