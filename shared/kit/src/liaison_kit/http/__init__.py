"""What stands around every request: headers, origins, bodies, problems, answers given before, the audit trail."""
