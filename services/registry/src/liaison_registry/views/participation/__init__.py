"""How residents take part in local decisions."""
