"""The labels of the facts that detectors give, in one place; a fact without a label is not printed.

Kinds: count, share, size, days, level, decimal, price; name (the client's own), dept, word (one of
`WORDS`, or yes/no), said (a sentence in both languages), rows (a table), sql (rows with an excerpt).
"""

from __future__ import annotations

from assess.report.voice import noted

Label = tuple[str, str]

# What a key means wherever it stands.
COMMON: dict[str, Label] = {
    "master": (noted("Master"), "name"),
    "decided": (noted("Decision"), "said"),
    "copies": (noted("Copies"), "count"),
    "proven": (noted("Copies proven by their rows"), "count"),
    "overlap": (noted("Rows the master has"), "share"),
    "bytes": (noted("Size"), "size"),
    "share": (noted("Share"), "share"),
    "keeper": (noted("Kept by"), "dept"),
    "owner": (noted("Owner"), "name"),
    "readers": (noted("Read by"), "dept"),
    "stopped": (noted("Departments that stop"), "dept"),
    "jobs": (noted("Scripts that read it"), "count"),
    "descendants": (noted("Tables made from it"), "count"),
    "dominated": (noted("Tables that depend on it alone"), "count"),
    "steps": (noted("Steps of the longest chain"), "count"),
    "chain": (noted("The longest chain"), "name"),
    "roots": (noted("Made from"), "name"),
    "removable_jobs": (noted("Jobs that can go"), "count"),
    "different": (noted("Formulas that differ"), "rows"),
    "members": (noted("Tables"), "rows"),
    "definitions": (noted("Definitions"), "rows"),
    "staff": (noted("Staff"), "count"),
    "business_lines": (noted("Business lines"), "count"),
    "core_systems": (noted("Core systems"), "count"),
    "duties": (noted("Duties listed"), "count"),
    "open": (noted("Duties open"), "count"),
    "unmet": (noted("Not met"), "said"),
    "unproven": (noted("Without evidence"), "said"),
    "since": (noted("Since"), "name"),
    "claim": (noted("What was claimed"), "said"),
    "said": (noted("Who said so"), "rows"),
    "question": (noted("Question"), "said"),
    "higher": (noted("Rates higher"), "said"),
    "lower": (noted("Rates lower"), "said"),
    "mean_higher": (noted("Their mean"), "level"),
    "mean_lower": (noted("Their mean"), "level"),
    "sees_higher": (noted("The former see"), "said"),
    "sees_lower": (noted("The latter see"), "said"),
    "difference": (noted("Levels apart"), "level"),
    "p": (noted("p, adjusted"), "decimal"),
    "hot_share": (noted("Hot"), "share"),
    "cold_share": (noted("Cold"), "share"),
    "ice_share": (noted("Ice"), "share"),
    "hot_days": (noted("Hot up to"), "days"),
    "cold_days": (noted("Cold up to"), "days"),
    "unknown_bytes": (noted("Tables of unknown size"), "count"),
    "legal_retention_days": (noted("Legal minimum"), "days"),
    "below_law": (noted("Kept for less than the law asks"), "name"),
    "columns_without": (noted("Columns without a description"), "count"),
    "columns_share": (noted("Share of columns"), "share"),
    "conflicts": (noted("Conflicts found"), "count"),
    "metrics": (noted("Metrics listed"), "count"),
    "derivations": (noted("Parallel derivations"), "count"),
    "ownerless": (noted("Tables without an owner"), "count"),
    "unused": (noted("Unused tables"), "count"),
    "without_period": (noted("Tables without a retention period"), "count"),
    "known": (noted("Tables with known lineage"), "count"),
    "versions": (noted("Calculations"), "count"),
    "formula_text": (noted("Formula"), "name"),
    "names": (noted("Names"), "name"),
    "level": (noted("Level"), "level"),
    "weakest": (noted("Weakest questions"), "said"),
}

# What it means in the facts of one detector, where that is something else.
OF: dict[str, dict[str, Label]] = {
    "duplicated-lineage": {
        "kind": (noted("Kind"), "word"),
        "keeper": (noted("Table to keep"), "name"),
        "tables": (noted("Where it is computed"), "sql"),
        "grain": (noted("One row per"), "name"),
    },
    "personal-copies": {
        "keeper": (noted("Master's department"), "dept"),
        "kinds": (noted("Personal data"), "said"),
        "sensitive": (noted("Sensitive or high-risk"), "said"),
        "beside": (noted("Beside it"), "said"),
        "outside": (noted("In other departments"), "count"),
        "testing": (noted("In development or test"), "count"),
        "ownerless": (noted("Backups nobody owns"), "count"),
    },
    "single-points": {"tables": (noted("Tables that stop"), "name")},
    "shared-layer": {
        "centres": (noted("Derived and already shared"), "rows"),
        "raw": (noted("Sources each department cleans for itself"), "rows"),
        "below": (noted("What these are made from"), "name"),
        "crossing": (noted("Dependencies between departments"), "count"),
        "absorbed": (noted("Of these from the shared layer"), "count"),
        "stay": (noted("Tables that stay with departments"), "count"),
    },
    "cross-layer-reads": {
        "upper": (noted("Summaries and applications"), "count"),
        "past": (noted("Of these reading sources directly"), "count"),
        "undeclared": (noted("Tables whose layer is inferred"), "count"),
        "unlayered": (noted("Tables of no known layer"), "count"),
        "reuse": (noted("Tables made from one of the middle layers"), "decimal"),
        "source_jobs": (noted("Dependencies that start from sources"), "share"),
        "source_queries": (noted("Queries that ask sources"), "share"),
        "summary_queries": (noted("Queries that ask summaries or applications"), "share"),
        "sources": (noted("Sources most read so"), "rows"),
    },
    "serial-chains": {
        "passing": (noted("Steps that only pass data on"), "name"),
        "handovers": (noted("Changes of department"), "count"),
        "pass_through": (noted("Tables that only pass data on, in all"), "count"),
        "critical": (noted("The slowest chain by the logs"), "name"),
        "critical_seconds": (noted("Seconds it takes"), "count"),
        "early": (noted("Steps that could start sooner"), "rows"),
    },
    "unused-tables": {
        "run_seconds": (noted("Seconds of their jobs in the logs"), "count"),
        "run_bytes": (noted("Scanned by their jobs in the logs"), "size"),
        "kept_by_law": (noted("Tables the law asks to keep"), "count"),
        "law_unknown": (noted("Tables the law may ask to keep"), "count"),
    },
    "compliance": {"unknown": (noted("Not known"), "said")},
    "missing-descriptions": {
        "tables": (noted("Tables"), "count"),
        "of": (noted("Of"), "count"),
        "columns": (noted("Columns"), "count"),
    },
    "missing-owners": {"tables": (noted("Tables"), "count"), "of": (noted("Of"), "count")},
    "missing-retention": {"tables": (noted("Tables"), "count"), "of": (noted("Of"), "count")},
}

# Columns of tables within the facts, in the order they are printed.
COLUMNS: dict[str, Label] = {
    "table": (noted("Table"), "name"),
    "department": (noted("Department"), "dept"),
    "name": (noted("Name"), "name"),
    "level": (noted("Level"), "said"),
    "mean": (noted("Mean"), "level"),
    "n": (noted("People"), "count"),
    "column": (noted("Column"), "name"),
    "a": (noted("One"), "name"),
    "b": (noted("The other"), "name"),
    "role": (noted("Is"), "word"),
    "verdict": (noted("Is"), "word"),
    "rows": (noted("Rows"), "count"),
    "bytes": (noted("Size"), "size"),
    "rows_in_master": (noted("Rows the master has"), "share"),
    "retention_days": (noted("Kept for"), "days"),
    "columns_in_master": (noted("Columns"), "share"),
    "held": (noted("Personal data"), "said"),
    "fields": (noted("In columns"), "name"),
    "known_by": (noted("Known by"), "word"),
    "last_read": (noted("Last read"), "name"),
    "unread_since": (noted("No read since"), "name"),
    "days": (noted("Unread for"), "days"),
    "refreshed": (noted("Still written"), "word"),
    "formula": (noted("Formula"), "name"),
    "filter": (noted("Rows counted"), "name"),
    "base": (noted("From"), "name"),
    "time_column": (noted("Dated by"), "name"),
    "grain": (noted("One value per"), "name"),
    "window": (noted("Period"), "name"),
    "unit": (noted("Unit"), "name"),
    "file": (noted("File"), "name"),
    "layer": (noted("Layer"), "name"),
    "readers": (noted("Read by"), "dept"),
    "descendants": (noted("Tables made from it"), "count"),
    "queries": (noted("Queries"), "count"),
    "reads": (noted("Reads"), "name"),
    "read_by": (noted("Tables that read it"), "count"),
    "waits_for": (noted("Waits for"), "name"),
    "ready": (noted("Could start from"), "name"),
}

WORDS: dict[str, str] = {
    "master": noted("master"),
    "copy": noted("copy"),
    "exact_copy": noted("exact copy"),
    "near_copy": noted("near copy"),
    "subset": noted("subset"),
    "version": noted("old version"),
    "shard": noted("shard"),
    "layer": noted("layer"),
    "environment": noted("environment"),
    "template": noted("same form, other rows"),
    "false_friend": noted("looks alike, is not"),
    "lookalike": noted("looks alike, is not"),
    "duplicate": noted("same rule, computed again"),
    "diverging": noted("same name, other rule"),
    "contained": noted("contained in another"),
    "by_name": noted("name only"),
    "by_values": noted("values"),
    "by_both": noted("name and values"),
}

# How a detector's saving is reckoned, in words.
RECKONED: dict[str, str] = {
    "redundant-tables": noted(
        "for each copy: share of its rows and columns the master has × (storage + rebuilds, while it is "
        "rebuilt + upkeep)"
    ),
    "table-versions": noted(
        "for each version: share of its rows and columns the master has × (storage + rebuilds, while it is "
        "rebuilt + upkeep)"
    ),
    "duplicated-lineage": noted("size of the tables that need not be computed × price of a rebuild × rebuilds a year"),
    "unused-tables": noted(
        "for each table: size × storage price × replicas (of what the law asks to keep × (1 − price of cold storage)), "
        "plus its rebuilds while it is still written"
    ),
    "cold-data": noted("size of cold and ice tables × storage price × replicas × (1 − price of cold storage)"),
}

# Prices of engagement.yaml as a reader calls them, with their unit.
PRICES: dict[str, Label] = {
    "storage_per_tb_year": (noted("storage price"), noted("{currency} per TB and year")),
    "replicas": (noted("replicas kept"), noted("copies of each byte")),
    "backups": (noted("backups kept"), noted("copies of each byte")),
    "refresh_per_tb": (noted("price of one rebuild"), noted("{currency} per TB")),
    "refreshes_per_year": (noted("rebuilds a year"), noted("times a year")),
    "table_upkeep_per_year": (noted("upkeep of a table"), noted("{currency} per table and year")),
    "cold_storage_share": (noted("price of cold storage"), noted("share of the storage price")),
    "person_day": (noted("price of a person-day"), noted("{currency} per day")),
}


def label_of(detector: str, key: str) -> Label | None:
    """Label and kind of a fact; None for one that is not shown."""
    return OF.get(detector, {}).get(key) or COMMON.get(key)
