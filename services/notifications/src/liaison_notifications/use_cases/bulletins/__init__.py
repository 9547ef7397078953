"""Commands about bulletins."""
