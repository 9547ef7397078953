"""What notifications does when a fact arrives."""
