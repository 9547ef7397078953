"""Where the command prints: one console for what was asked for, one for what went wrong."""

from rich.console import Console

# Paths, ports and ids are to be read and copied, not coloured.
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
