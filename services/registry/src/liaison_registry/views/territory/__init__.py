"""Districts of the community."""
