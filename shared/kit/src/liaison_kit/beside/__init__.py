"""What stands beside the database (what outlives it), and beside the inbox (topics that are followed as they are)."""
