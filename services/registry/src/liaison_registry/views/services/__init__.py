"""Services: what a resident finds, and the forms of those who keep it true."""
