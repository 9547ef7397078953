"""What the events service does because time has passed."""
