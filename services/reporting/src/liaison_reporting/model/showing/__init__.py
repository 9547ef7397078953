"""How a report is shown: its cells in words, its charts, and each form of file."""
