"""Who is told what, and when: planned, held back, called off."""
