"""Districts from their first day to a split or a merge, and what belongs to them."""
