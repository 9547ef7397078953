"""The one way out by HTTP: to the receivers of webhooks."""
