"""Events in the calendar: when, where and what."""
