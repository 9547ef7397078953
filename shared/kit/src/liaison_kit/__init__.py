"""The machine room: what every service stands on and none has to think about."""
