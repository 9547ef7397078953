"""The public language of the network: every fact, its state snapshot, its envelope and its topic."""
