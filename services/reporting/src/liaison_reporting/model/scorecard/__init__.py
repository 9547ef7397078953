"""The scorecard: what a commitment promises, how far each promise has come, and what is behind each number."""
