"""The network's file, and what came of each import."""
