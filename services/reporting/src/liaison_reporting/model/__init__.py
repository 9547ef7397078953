"""The tables made from facts, and the definitions behind the numbers."""
