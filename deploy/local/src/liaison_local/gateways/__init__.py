"""Providers that misbehave as real ones do: SMS gateways over HTTP and SMPP, and a mail server, told how by script."""
