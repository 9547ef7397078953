"""What reporting does when a fact about the commitment or a milestone of an office arrives: it keeps its day."""
