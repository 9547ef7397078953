"""The reports: each is made by one function, and every page and file of it shows what that gave."""
