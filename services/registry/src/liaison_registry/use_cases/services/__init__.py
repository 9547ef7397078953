"""Services: the catalogue, and what each office offers of it."""
