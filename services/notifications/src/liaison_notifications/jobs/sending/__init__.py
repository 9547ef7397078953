"""Jobs that send messages and find out what became of them."""
