"""What reporting does because time has passed."""
