"""The catalogue of services, what each office offers of it, and the community's participation tools."""
