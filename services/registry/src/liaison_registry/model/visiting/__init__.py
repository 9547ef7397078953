"""What residents are told about an office beside its hours, and where else its workers come."""
