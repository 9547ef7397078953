"""What the events service does when a fact arrives."""
