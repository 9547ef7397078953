"""From Kafka to a reaction, once: the inbox, what waits or is dead, and rebuilding from the start."""
