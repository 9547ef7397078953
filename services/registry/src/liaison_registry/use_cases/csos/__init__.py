"""Civil-society organisations."""
