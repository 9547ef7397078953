"""Training and absences of those who work in the network."""
