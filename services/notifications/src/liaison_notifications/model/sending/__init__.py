"""Deliveries on their way: claimed, sent, settled, and what came back of them."""
