"""From the outbox to Kafka: the relay, its leased shards, and the order of every key."""
