"""What the registry does when a fact arrives."""
