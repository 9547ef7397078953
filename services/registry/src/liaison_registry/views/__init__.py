"""What somebody looks at in the registry."""
