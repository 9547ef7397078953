"""The feed: every public fact in one order, for those without Kafka, and webhooks that deliver it."""
