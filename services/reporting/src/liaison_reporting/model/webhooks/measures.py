"""What is counted and measured of webhooks, for Prometheus; see docs/metrics.md."""

from prometheus_client import Counter, Gauge

ATTEMPTS = Counter("liaison_webhook_attempts", "Requests to receivers of webhooks", ["outcome"])
WEBHOOKS = Gauge("liaison_webhooks", "Webhooks by what they are doing", ["state"])
OLDEST = Gauge("liaison_webhook_oldest_seconds", "Since when the longest failing webhook has not succeeded")
