"""The demo network, and a year of its life, played."""
