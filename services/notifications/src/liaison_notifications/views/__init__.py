"""What somebody looks at in notifications."""
