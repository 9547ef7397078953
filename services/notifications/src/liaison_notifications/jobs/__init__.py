"""What notifications does because time has passed."""
