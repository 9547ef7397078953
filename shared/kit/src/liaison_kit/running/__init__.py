"""What keeps a process going and shows how it is: health, logs, metrics, housekeeping, releases."""
