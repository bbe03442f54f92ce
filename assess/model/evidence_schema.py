"""Names, types and meaning of every column of the evidence, documented here and nowhere else."""

from __future__ import annotations

TEXT, WHOLE, REAL, FLAG, TIME = "string", "Int64", "Float64", "boolean", "datetime64[us, UTC]"
HASHES = "object"  # one sorted numpy uint64 array a cell

Column = tuple[str, str, str]

SCHEMA: dict[str, tuple[str, tuple[Column, ...]]] = {
    "sources": (
        "One row a source named in the engagement, readable or not.",
        (
            ("source", TEXT, "id of the source in engagement.yaml"),
            ("department", TEXT, "id of the department that runs it"),
            ("kind", TEXT, "database, lake, catalog, ddl, sql, dbt, openlineage, queries, metrics or usage"),
            ("engine", TEXT, "sqlglot dialect name, empty where it has none"),
            ("location", TEXT, "URL without password, or path relative to the engagement"),
            ("read", FLAG, "whether it could be read"),
        ),
    ),
    "tables": (
        "One row a table or view.",
        (
            ("table_id", TEXT, "source.schema.table, schema left out where the engine has none"),
            ("department", TEXT, "id of the department that keeps it"),
            ("source", TEXT, "id of the source it was seen in"),
            ("schema", TEXT, "schema name or empty"),
            ("name", TEXT, "table name as stored"),
            ("kind", TEXT, "table or view"),
            ("engine", TEXT, "sqlglot dialect name of the engine"),
            ("comment", TEXT, "the client's own description"),
            ("owner", TEXT, "person or team answerable for it; empty is unknown"),
            ("rows", WHOLE, "row count from statistics or the export; null is unknown"),
            ("bytes", WHOLE, "stored bytes, one replica; null is unknown"),
            ("volume_from", TEXT, "statistics or export: who says rows and bytes"),
            ("retention_days", WHOLE, "days kept before deletion; null is no rule"),
            ("created", TIME, "when the table was created"),
            ("last_read", TIME, "last read by anybody or anything; null is unknown"),
            ("last_written", TIME, "last write; null is unknown"),
            ("reads", WHOLE, "reads in the window of the usage log; null is not logged"),
        ),
    ),
    "columns": (
        "One row a column of a table or view.",
        (
            ("table_id", TEXT, "the table"),
            ("position", WHOLE, "1 for the first"),
            ("name", TEXT, "column name as stored"),
            ("type", TEXT, "type as the engine names it"),
            ("nullable", FLAG, "null where the source does not say"),
            ("comment", TEXT, "the client's own description"),
            ("in_key", FLAG, "part of the primary key"),
        ),
    ),
    "sketches": (
        (
            "One row a profiled column, and one a key of several columns, named (a, b). Of a client's values only "
            "salted hashes leave the source, and the ends of numbers and moments."
        ),
        (
            ("table_id", TEXT, "the table"),
            ("column", TEXT, "column name as stored"),
            ("rows", WHOLE, "rows read when profiled: all of the table's unless sampled"),
            ("nulls", WHOLE, "rows read in which it is null"),
            ("distinct", WHOLE, "distinct values in the rows read: exact where `hashes` has them all, else estimated"),
            ("min", TEXT, "least value as canonical text, numbers and moments only; empty elsewhere"),
            ("max", TEXT, "greatest value, likewise"),
            ("sampled", REAL, "share of the table's rows that was read; 1 or null is all"),
            ("hashes", HASHES, "salted 60-bit hashes of distinct values, ascending: all there are below some bound"),
        ),
    ),
    "personal": (
        (
            "One row a column whose values were looked at inside the source for patterns of personal data, and what "
            "they look like; counts only, and none of fewer than five different values."
        ),
        (
            ("table_id", TEXT, "the table"),
            ("column", TEXT, "column name as stored"),
            ("kind", TEXT, "kind of personal data whose pattern the values have; empty where state is not plain"),
            ("state", TEXT, "plain, masked (138****1234), pseudonymised (a hash); unknown where no pattern fits"),
            ("seen", WHOLE, "values looked at, nulls and blanks left out"),
            ("distinct", WHOLE, "different values among them"),
            ("share", REAL, "share of the values looked at that look so; null where state is unknown"),
            ("spread", WHOLE, "in how many ways (three digits) their last eleven digits begin; null where not counted"),
        ),
    ),
    "statements": (
        "One row a SQL statement read from a script or a view.",
        (
            ("statement_id", TEXT, "file:line or view:table_id"),
            ("department", TEXT, "id of the department whose script it is"),
            ("source", TEXT, "id of the source"),
            ("file", TEXT, "path relative to the engagement, or view:table_id"),
            ("line", WHOLE, "first line of the statement"),
            ("dialect", TEXT, "sqlglot dialect it was read in"),
            ("kind", TEXT, "INSERT, CREATE, MERGE, UPDATE, SELECT, OTHER"),
            ("target", TEXT, "table written, resolved to a table_id where known"),
            (
                "status",
                TEXT,
                "table (lineage found), none (touches no table), error (did not parse), guessed (tables by words)",
            ),
            ("level", TEXT, "how deep its lineage was read: column, table, opaque; none where it touches no table"),
            ("confidence", REAL, "how sure that lineage is, 0 to 1; null where the level is none"),
            ("reason", TEXT, "why it was not read deeper, in one sentence; empty where every column was traced"),
            ("scratch", TEXT, "the temporary table it fills, which lives in its file only"),
            ("sql", TEXT, "the statement's text"),
        ),
    ),
    "edges": (
        "One row a table-to-table dependency, with where it was seen.",
        (
            ("upstream", TEXT, "table read; a table_id where known, else the name as written"),
            ("downstream", TEXT, "table written"),
            ("department", TEXT, "id of the department whose statement it is"),
            ("statement_id", TEXT, "the statement"),
            ("file", TEXT, "its file"),
            ("line", WHOLE, "its line"),
            ("origin", TEXT, "who says so: sql, view, dbt, openlineage or queries"),
            ("confidence", REAL, "how sure it is, 0 to 1"),
        ),
    ),
    "column_edges": (
        (
            "One row a column a written column takes its value from, and one a column that decides which rows are "
            "written: those have no downstream_column."
        ),
        (
            ("upstream", TEXT, "table read; empty where it stays open which of several it is"),
            ("upstream_column", TEXT, "column read; * for all columns of a table whose columns are not known"),
            ("downstream", TEXT, "table written"),
            ("downstream_column", TEXT, "column written; empty for what decides on rows; * for all of them"),
            (
                "kind",
                TEXT,
                "value; rows if they are only counted; constant if nothing is read; or decides: filter, join, group",
            ),
            ("statement_id", TEXT, "the statement"),
        ),
    ),
    "reads": (
        (
            "One row a table and a department whose queries read it in the end: people, reports, programs. What jobs "
            "read to fill tables is in edges and runs. Nobody is named."
        ),
        (
            ("table_id", TEXT, "the table; the name as written where it is not known"),
            ("department", TEXT, "id of the department that reads it; empty is unknown"),
            ("source", TEXT, "id of the source that says so"),
            ("reads", WHOLE, "how many queries; null where a report is said to read it and nobody counted"),
            ("first_read", TIME, "the first of them"),
            ("last_read", TIME, "the last of them"),
            ("seconds", REAL, "their run time together; null is unknown"),
            ("bytes", WHOLE, "bytes they scanned together; null is unknown"),
        ),
    ),
    "runs": (
        "One row a job that fills a table, with its runs as a log counts them.",
        (
            ("downstream", TEXT, "table written"),
            ("statement_id", TEXT, "the statement; empty where the log does not show which it is"),
            ("department", TEXT, "id of the department that runs it; empty is unknown"),
            ("source", TEXT, "id of the source that says so"),
            ("runs", WHOLE, "how many times it ran"),
            ("first_run", TIME, "the first of them"),
            ("last_run", TIME, "the last of them"),
            ("seconds", REAL, "their run time together; null is unknown"),
            ("bytes", WHOLE, "bytes they scanned together; null is unknown"),
        ),
    ),
    "metrics": (
        "One row a metric definition; the same name twice is two rows.",
        (
            ("metric_id", TEXT, "file:line name"),
            ("name", TEXT, "name as written"),
            ("label", TEXT, "second name or description as written"),
            ("department", TEXT, "id of the department that defines it"),
            ("source", TEXT, "id of the source"),
            ("owner", TEXT, "who answers for it; empty is unknown"),
            ("dialect", TEXT, "sqlglot dialect of the formula"),
            ("expression", TEXT, "formula, an SQL expression"),
            ("base", TEXT, "table or query it is computed from"),
            ("filter", TEXT, "condition on rows, an SQL predicate"),
            ("time_column", TEXT, "column that puts a row in a period"),
            ("grain", TEXT, "what one value is per, e.g. store, day"),
            ("window", TEXT, "period or rolling window"),
            ("unit", TEXT, "unit, currency or scale"),
            ("null_default", TEXT, "what stands for an empty period, as the tool fills it in; empty is nothing"),
            ("additivity", TEXT, "over what it may not be added up, as written; empty is not stated"),
            ("inputs", TEXT, "JSON: names in the formula that are other metrics, and which; empty where none are"),
            ("format", TEXT, "dictionary, dbt, cube, lookml, metric-hub, osi, snowflake or sql"),
            ("unresolved_zh", TEXT, "what could not be read of it, Chinese; empty where all was"),
            ("unresolved_en", TEXT, "the same in English"),
            ("file", TEXT, "path relative to the engagement"),
            ("line", WHOLE, "line or row in that file"),
        ),
    ),
    "answers": (
        "One row a respondent and item.",
        (
            ("respondent", TEXT, "opaque id; never a name"),
            ("level", TEXT, "executive, middle or frontline"),
            ("department", TEXT, "id of the department or empty"),
            ("item", TEXT, "id of the question in the bank"),
            ("value", WHOLE, "1 to 5; null unless state is answered"),
            ("state", TEXT, "answered, not_applicable, dont_know or refused"),
            ("comment", TEXT, "free text; shown only under the rules of privacy"),
        ),
    ),
    "coverage": (
        "One row an input, or a part of one, with whether it was seen.",
        (
            ("input", TEXT, "source id, or source id and the part"),
            ("kind", TEXT, "database, lake, catalog, ddl, sql, dbt, openlineage, queries, metrics, usage or answers"),
            ("department", TEXT, "id of the department or empty"),
            ("available", FLAG, "whether it was read"),
            ("seen", WHOLE, "how many tables, statements, metrics, answers were read from it"),
            ("unit_zh", TEXT, "what `seen` counts, Chinese"),
            ("unit_en", TEXT, "what `seen` counts, English"),
            ("why_zh", TEXT, "why it is missing or partial, Chinese; empty when whole"),
            ("why_en", TEXT, "why it is missing or partial, English; empty when whole"),
        ),
    ),
    "inputs": (
        "One row a file or database read, with its fingerprint.",
        (
            ("input", TEXT, "path relative to the engagement, or the source id of a database"),
            ("sha256", TEXT, "of the file's bytes, or of the evidence read from the database"),
            ("bytes", WHOLE, "size of the file; null for a database"),
        ),
    ),
}
