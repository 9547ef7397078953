"""SMS and email: once, in time, only to those who agreed."""
