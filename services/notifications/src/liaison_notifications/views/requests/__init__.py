"""What is shown of other systems that may have messages sent."""
