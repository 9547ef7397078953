"""The supervisor: starts every program in order, keeps it running, and stops it with nothing left behind."""
