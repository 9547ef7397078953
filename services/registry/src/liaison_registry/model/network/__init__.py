"""The network file: its shape, its connections, and its mistakes by line."""
