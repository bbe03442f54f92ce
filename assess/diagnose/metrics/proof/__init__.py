"""Trying whether two formulas mean the same, on small made-up tables in DuckDB."""
