"""Looks at what other systems can build on: the catalogue of facts, their schemas, examples and changes."""
