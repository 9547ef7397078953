"""What somebody asks of reporting."""
