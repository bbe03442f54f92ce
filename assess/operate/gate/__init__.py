"""What a pipeline asks of every check-up: is anything worse than what was agreed."""
