"""The space is theirs: residents ask for a room or propose an event, and an office answers."""
