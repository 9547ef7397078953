"""What is done about other systems that may have messages sent."""
