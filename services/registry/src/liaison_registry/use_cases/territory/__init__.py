"""What is asked of the community's territory."""
