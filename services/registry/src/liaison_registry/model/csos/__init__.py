"""Civil-society organisations and initiative groups, and what they have agreed with the city."""
