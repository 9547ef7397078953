"""The open data: datasets made from facts, each with its dictionary; their editions, and how they are described."""
