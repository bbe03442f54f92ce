"""The labels of the facts that detectors give, in one place; a fact without a label is not printed.

Kinds: count, share, size, days, level, decimal, price; name (the client's own), dept, word (one of `VALUES`, or yes/no).
"""

from __future__ import annotations

from assess.report.voice import noted

# What texts and treatments need but a reader does not, and what stands elsewhere on the page.
HIDDEN = frozenset({"by_table", "formula", "inputs", "departments", "subjects", "id", "key", "line", "count"})

FACTS: dict[str, tuple[str, str]] = {
    "verdict": (noted("Verdict"), "word"),
    "kind": (noted("Kind"), "word"),
    "role": (noted("Role"), "word"),
    "table": (noted("Table"), "name"),
    "tables": (noted("Tables"), "name"),
    "members": (noted("Members"), "name"),
    "master": (noted("Master"), "name"),
    "keeper": (noted("Kept by"), "dept"),
    "department": (noted("Department"), "dept"),
    "readers": (noted("Read by"), "dept"),
    "stopped": (noted("Departments that stop"), "dept"),
    "rows": (noted("Rows"), "count"),
    "bytes": (noted("Size"), "size"),
    "overlap": (noted("Same rows"), "share"),
    "share": (noted("Share"), "share"),
    "confidence": (noted("Confidence"), "decimal"),
    "retention_days": (noted("Kept for"), "days"),
    "days": (noted("Days"), "days"),
    "columns": (noted("Columns"), "name"),
    "column": (noted("Column"), "name"),
    "differences": (noted("Differences"), "name"),
    "file": (noted("File"), "name"),
    "files": (noted("Files"), "name"),
    "where": (noted("Where"), "name"),
    "roots": (noted("Made from"), "name"),
    "grain": (noted("Grain"), "name"),
    "chain": (noted("Chain"), "name"),
    "removable_jobs": (noted("Jobs that can go"), "count"),
    "equal": (noted("Same formulas"), "name"),
    "different": (noted("Different formulas"), "name"),
    "a": (noted("One"), "name"),
    "b": (noted("The other"), "name"),
    "owner": (noted("Owner"), "name"),
    "jobs": (noted("Scripts that read it"), "count"),
    "descendants": (noted("Tables made from it"), "count"),
    "dominated": (noted("Tables that depend on it alone"), "count"),
    "steps": (noted("Steps of the longest chain"), "count"),
    "duties": (noted("Duties listed"), "count"),
    "open": (noted("Duties open"), "count"),
    "unmet": (noted("Not met"), "name"),
    "unknown": (noted("Not known"), "name"),
    "unproven": (noted("Without evidence"), "name"),
    "staff": (noted("Staff"), "count"),
    "business_lines": (noted("Business lines"), "count"),
    "core_systems": (noted("Core systems"), "count"),
    "since": (noted("Since"), "name"),
    "metric": (noted("Metric"), "name"),
    "name": (noted("Name"), "name"),
    "definitions": (noted("Definitions"), "name"),
    "expression": (noted("Formula"), "name"),
    "filter": (noted("Rows counted"), "name"),
    "time_column": (noted("Dated by"), "name"),
    "window": (noted("Period"), "name"),
    "unit": (noted("Unit"), "name"),
    "base": (noted("From"), "name"),
    "difference": (noted("Difference in levels"), "level"),
    "level": (noted("Level"), "level"),
}

VALUES: dict[str, str] = {
    "exact_copy": noted("exact copy"),
    "near_copy": noted("near copy"),
    "subset": noted("subset"),
    "version": noted("version"),
    "shard": noted("shard"),
    "layer": noted("layer"),
    "environment": noted("environment"),
    "template": noted("same form, other rows"),
    "false_friend": noted("looks alike, is not"),
    "lookalike": noted("looks alike, is not"),
    "master": noted("master"),
    "copy": noted("copy"),
    "duplicate": noted("same rule, computed again"),
    "diverging": noted("same name, other rule"),
    "contained": noted("contained in another"),
    "raw": noted("source table"),
    "derived": noted("derived table"),
    "conflict": noted("conflict"),
    "synonym": noted("synonym"),
    "scoped": noted("differs by scope"),
    "same": noted("the same"),
}

# Prices of engagement.yaml as a reader calls them, with their unit.
PRICES: dict[str, tuple[str, str]] = {
    "storage_per_tb_year": (noted("storage price"), noted("{currency} per TB and year")),
    "replicas": (noted("replicas kept"), noted("copies of each byte")),
    "refresh_per_tb": (noted("price of one rebuild"), noted("{currency} per TB")),
    "refreshes_per_year": (noted("rebuilds a year"), noted("times a year")),
    "table_upkeep_per_year": (noted("upkeep of a table"), noted("{currency} per table and year")),
    "cold_storage_share": (noted("price of cold storage"), noted("share of the storage price")),
    "person_day": (noted("price of a person-day"), noted("{currency} per day")),
}
