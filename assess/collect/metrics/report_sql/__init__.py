"""The SQL of reports: every aggregate that has a name."""
