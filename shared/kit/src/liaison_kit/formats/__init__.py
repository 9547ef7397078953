"""Forms in which the world outside writes and reads: calendar files, telephones and mail addresses, spreadsheets."""
