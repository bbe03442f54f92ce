"""Sketches of a table's values: what is kept of them, the statement that makes them, what it costs."""
