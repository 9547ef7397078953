"""What somebody looks at in the events service."""
