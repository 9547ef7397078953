"""What happens by itself to requests of other systems."""
