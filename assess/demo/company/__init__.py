"""The sample company's own files: its table notes, scripts, metric lists and engagement, as data."""
