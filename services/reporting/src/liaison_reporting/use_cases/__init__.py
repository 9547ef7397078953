"""What people decide here."""
