"""The catalogue: what is known of each fact that other systems read."""
