"""HSDS 3.0: the same as other directories of services read it."""
