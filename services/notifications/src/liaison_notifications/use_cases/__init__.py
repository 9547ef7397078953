"""What somebody asks notifications to do."""
