"""Passwords, second factors, sign-ins, and the keys that they are checked against."""
