"""DDL scripts: the tables they make."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest

from assess.collect.ddl_file import read_ddl
from assess.model.evidence import Evidence


def ddl(folder: Path, text: str, dialect: str = "postgres", source: str = "s") -> Evidence:
    (folder / "d.sql").write_text(text, encoding="utf-8")
    return read_ddl([folder / "d.sql"], dialect, source=source, department="fin", root=folder)


def columns(found: Evidence) -> list[tuple[str, str, str]]:
    rows = found.columns
    return list(zip(rows["table_id"], rows["name"], rows["type"], strict=True))


def test_a_table_with_its_columns_keys_and_nulls(tmp_path: Path) -> None:
    found = ddl(tmp_path, "CREATE TABLE dw.t (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL, note TEXT)")
    assert columns(found) == [("s.dw.t", "id", "BIGINT"), ("s.dw.t", "name", "VARCHAR(20)"), ("s.dw.t", "note", "TEXT")]
    assert found.columns["nullable"].isna().tolist() == [False, False, True]
    assert not found.columns["nullable"].any()
    assert list(found.columns["in_key"]) == [True, False, False]


def test_a_key_named_at_the_end_or_added_later(tmp_path: Path) -> None:
    inline = ddl(tmp_path, "CREATE TABLE t (a INT, b INT, CONSTRAINT pk PRIMARY KEY (a, b))")
    later = ddl(tmp_path, "CREATE TABLE t (a INT, b INT); ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a);")
    bare = ddl(tmp_path, "CREATE TABLE t (a INT, b INT); ALTER TABLE ONLY t ADD PRIMARY KEY (b);")
    assert [list(f.columns["in_key"]) for f in (inline, later, bare)] == [[True, True], [True, False], [False, True]]


def test_comments_of_postgres_and_oracle(tmp_path: Path) -> None:
    text = "CREATE TABLE t (a INT); COMMENT ON TABLE t IS '订单；含退货'; COMMENT ON COLUMN t.a IS 'it''s a; key';"
    for dialect in ("postgres", "oracle"):
        found = ddl(tmp_path, text, dialect)
        assert found.tables.loc[0, "comment"] == "订单；含退货" and found.columns.loc[0, "comment"] == "it's a; key"


def test_comments_of_mysql_and_hive(tmp_path: Path) -> None:
    found = ddl(tmp_path, "CREATE TABLE `t` (`a` int(11) COMMENT '编号') ENGINE=InnoDB COMMENT='订单';", "mysql")
    assert found.tables.loc[0, "comment"] == "订单" and found.columns.loc[0, "comment"] == "编号"
    hive = ddl(tmp_path, "CREATE TABLE t (a INT COMMENT 'x') COMMENT 'y' PARTITIONED BY (dt STRING)", "hive")
    assert list(hive.columns["name"]) == ["a", "dt"] and hive.tables.loc[0, "comment"] == "y"


def test_comments_of_sql_server(tmp_path: Path) -> None:
    text = (
        "CREATE TABLE [dbo].[t] ([a] int NOT NULL)\nGO\n"
        "EXEC sp_addextendedproperty 'MS_Description', N'编号', 'SCHEMA', N'dbo', 'TABLE', N't', 'COLUMN', N'a'\nGO\n"
        "EXEC sp_addextendedproperty 'MS_Description', N'订单', 'SCHEMA', N'dbo', 'TABLE', N't'\nGO\n"
    )
    found = ddl(tmp_path, text, "tsql")
    assert (found.tables.loc[0, "table_id"], found.tables.loc[0, "comment"]) == ("s.dbo.t", "订单")
    assert found.columns.loc[0, "comment"] == "编号"


def test_engines_without_schemas_leave_it_out_of_the_id(tmp_path: Path) -> None:
    assert ddl(tmp_path, "CREATE TABLE shop.t (a INT)", "mysql").tables.loc[0, "table_id"] == "s.t"
    assert ddl(tmp_path, "CREATE TABLE main.t (a INT)", "duckdb").tables.loc[0, "table_id"] == "s.t"
    assert ddl(tmp_path, "USE dw; CREATE TABLE t (a INT)", "hive").tables.loc[0, "table_id"] == "s.dw.t"


def test_a_view_is_a_table_with_lineage(tmp_path: Path) -> None:
    found = ddl(tmp_path, "CREATE TABLE t (a INT);\n\nCREATE VIEW v AS SELECT a, a + 1 AS b FROM t;")
    assert list(found.tables["kind"]) == ["table", "view"]
    assert [name for table, name, _ in columns(found) if table == "s.v"] == ["a", "b"]
    assert found.edges[["upstream", "downstream", "line"]].values.tolist() == [["t", "v", 3]]


def test_a_statement_that_does_not_parse_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = ddl(tmp_path, "CREATE TABLE t (a INT);\nCREATE TABLE u (a INT,, ((;\nCREATE TABLE v (a INT);")
    assert list(found.tables["name"]) == ["t", "v"]
    assert found.coverage[["input", "available", "seen"]].values.tolist() == [
        ["s: d.sql", True, 2],
        ["d.sql:2", False, 0],
    ]


def test_what_makes_no_table_is_passed_over(tmp_path: Path) -> None:
    text = (
        "CREATE INDEX i ON t (a); CREATE SEQUENCE q; SET x = 1; INSERT INTO t VALUES (1, 'CREATE TABLE z (a INT);');"
        "CREATE TEMP TABLE tmp (a INT); CREATE FUNCTION f() RETURNS int AS $$ CREATE TABLE z (a INT); $$ LANGUAGE sql;"
    )
    found = ddl(tmp_path, text)
    assert len(found.tables) == 0 and bool(found.coverage["available"].all())


def test_the_public_schema_in_mysql(shared_data: Path) -> None:
    found = read_ddl([shared_data / "calcite_schema.sql"], "mysql", source="c")
    assert (len(found.tables), len(found.columns)) == (6, 28)
    assert list(found.columns.loc[found.columns["in_key"], "name"]) == ["deptno", "empno"]


@pytest.mark.parametrize(
    "dialect", ["mysql", "postgresql", "oracle", "sqlserver", "bigquery", "duckdb", "hive", "snowflake", "sqlite", "dm"]
)
def test_every_public_table_of_a_dialect_comes_back_with_its_columns(
    shared_data: Path, tmp_path: Path, dialect: str
) -> None:
    quotes = {"mysql": "``", "bigquery": "``", "hive": "``", "sqlserver": "[]"}.get(dialect, '""')
    scripts: dict[str, dict[str, list[str]]] = defaultdict(dict)
    with gzip.open(shared_data / "catalog_ddl.jsonl.gz", "rt", encoding="utf-8") as lines:
        for table in map(json.loads, lines):
            if table["dialect"] == dialect:
                columns = [f"{quotes[0]}{c['name']}{quotes[1]} {c['type']}" for c in table["columns"]]
                text = f"CREATE TABLE {quotes[0]}{table['table']}{quotes[1]} (\n{', '.join(columns)}\n);"
                scripts[f"{table['repo']} {table['file']}"].setdefault(
                    table["table"].lower(), [text, str(len(columns))]
                )
    for place, tables in scripts.items():
        (tmp_path / "d.sql").write_text("\n".join(text for text, _ in tables.values()), encoding="utf-8")
        found = read_ddl([tmp_path / "d.sql"], dialect)
        counts = found.columns.groupby(found.columns["table_id"].str.lower()).size().to_dict()
        assert counts == {name: int(count) for name, (_, count) in tables.items()}, place
