"""`liaison backup` and `liaison restore`: all four databases at one point, and a network that agrees afterwards.

Why so: decision 31.
"""
