"""What the network achieved, recomputed from facts."""
