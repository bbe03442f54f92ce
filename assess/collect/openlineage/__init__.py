"""OpenLineage: events that a scheduler or an engine sent, as lineage, columns, tables and runs."""
