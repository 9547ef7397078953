"""What residents take part in: attendance, sign-ups, answers; and what is known of their number."""
