"""What the registry does because time has passed."""
