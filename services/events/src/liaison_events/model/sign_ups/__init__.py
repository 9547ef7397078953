"""Sign-ups, groups, places and the waiting list."""
