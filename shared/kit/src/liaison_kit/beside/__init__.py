"""Files beside the database: what must outlive it, and is in none of its backups."""
