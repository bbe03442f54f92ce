"""What a run's files and folders are called in `out/<run>`, beside result.json and the report."""

COPIES = "copies.parquet"
LINEAGE = "lineage.parquet"
METRICS = "metrics.json"
TABLES = "tables.parquet"
ITEMS = "items.json"
UNIFY, BOUNDARY, TIERING, DICTIONARY = "unify", "boundary", "tiering", "dictionary"  # folders

ROWS = (COPIES, LINEAGE, METRICS)
STANDING = (*ROWS, TABLES, ITEMS, UNIFY, BOUNDARY, TIERING, DICTIONARY)  # what a new report of the same run keeps
