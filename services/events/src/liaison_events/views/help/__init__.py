"""The guide, for whoever asks for help."""
