"""Who came: tickets at the door, headcounts, reports, corrections, and locked periods."""
