"""`liaison doctor`: is everything there, and set up as it must be? What is not is told with what to do about it."""
