"""Grant competitions: calls, applications, scores, decisions, agreements and payments."""
