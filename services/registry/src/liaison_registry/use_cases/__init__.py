"""What somebody asks the registry to do."""
