"""Training, certificates, and who is qualified."""
