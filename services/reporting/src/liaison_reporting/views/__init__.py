"""What somebody looks at in reporting."""
