"""What the tables of several reports are made from: what was counted where, and the tables themselves."""
