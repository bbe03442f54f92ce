"""Semantic models in YAML: Cube, OSI, Snowflake, and what their readers share."""
