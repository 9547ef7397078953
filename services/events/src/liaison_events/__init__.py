"""The calendar: events, sign-ups and attendance."""
