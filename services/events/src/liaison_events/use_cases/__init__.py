"""What somebody asks the events service to do."""
