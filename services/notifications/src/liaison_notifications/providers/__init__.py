"""Who carries our messages away: SMS providers and mail relays, one file for each protocol."""
