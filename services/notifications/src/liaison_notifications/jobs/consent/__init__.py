"""Jobs about whoever asked for news, and whoever must not be written to."""
