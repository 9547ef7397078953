"""The network in the words of HSDS 3.0."""
