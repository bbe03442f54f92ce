"""The medicine for redundant tables: one shared table, and every old name kept as a view that returns the old rows."""
