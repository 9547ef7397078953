"""Signing in and out, and the keys that make it safe."""
