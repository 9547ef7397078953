"""What administrators decide about webhooks."""
