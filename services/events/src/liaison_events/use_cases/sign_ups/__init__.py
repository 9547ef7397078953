"""Sign-ups: places taken, waited for, offered and given back."""
