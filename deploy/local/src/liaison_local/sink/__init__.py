"""Where mail and SMS land on one machine: nothing leaves it, and everything can be read on a page."""
