"""The sqlglot dialect behind the name a client uses for an engine."""

from __future__ import annotations

from assess.model.errors import BadInput, Problem, nearest

ALIASES = {
    "ansi": "", "generic": "", "sql": "", "db2": "",
    "postgresql": "postgres", "pg": "postgres", "greenplum": "postgres", "vertica": "postgres", "gaussdb": "postgres",
    "opengauss": "postgres", "kingbase": "postgres", "hologres": "postgres", "polardb-pg": "postgres",
    "netezza": "postgres", "highgo": "postgres",
    "mariadb": "mysql", "tidb": "mysql", "oceanbase": "mysql", "polardb": "mysql", "adb": "mysql",
    "mssql": "tsql", "sqlserver": "tsql", "sql server": "tsql", "synapse": "tsql", "sql_server": "tsql", "pdw": "tsql",
    "sparksql": "spark", "spark3": "spark", "pyspark": "spark",
    "maxcompute": "hive", "odps": "hive", "impala": "hive", "inceptor": "hive", "flink": "hive",
    "awsathena": "athena", "bq": "bigquery", "dm": "oracle", "dameng": "oracle",
}  # fmt: skip

BACKSLASH_ESCAPES = {
    "mysql", "hive", "spark", "spark2", "databricks", "bigquery", "snowflake", "clickhouse", "doris", "starrocks",
    "singlestore", "drill",
}  # fmt: skip


def engine_name(given: str) -> str:
    """The sqlglot name for what a catalog says of an engine, empty for what is none (InnoDB, for example)."""
    try:
        return dialect_name(given)
    except BadInput:
        return ""


def dialect_name(given: str, where: str = "dialect") -> str:
    """The sqlglot name for `given`, empty for generic SQL; BadInput with the nearest name when there is none."""
    from sqlglot.dialects.dialect import Dialects

    name = given.strip().lower()
    name = ALIASES.get(name, name)
    allowed = [d.value for d in Dialects]
    if name not in allowed:
        shown = sorted({*allowed, *ALIASES} - {""})
        raise BadInput([Problem(where, f'there is no SQL dialect "{given}".{nearest(name, shown)}')])
    return name
