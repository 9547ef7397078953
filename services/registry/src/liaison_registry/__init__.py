"""The registry: districts, offices, CSOs and the programme."""
