"""How an event was, said by nobody in particular."""
