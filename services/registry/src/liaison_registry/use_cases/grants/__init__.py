"""Grant competitions: calls, applications, scores, grants."""
