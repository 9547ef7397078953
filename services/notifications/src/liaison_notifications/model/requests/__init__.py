"""Messages that other municipal systems ask for."""
