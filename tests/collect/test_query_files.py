"""Query logs as files: what engines write, how they are packed and named, and what is wrong with them."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.collect.ownership import Ownership
from assess.collect.queries import sums
from assess.collect.queries.log import read_queries
from assess.model.engagement import Owned
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def read(path: Path, dialect: str = "", **more: Any) -> Evidence:
    return read_queries([path], dialect, source="log", root=path.parent, **more)


def reads(found: Evidence) -> dict[tuple[str, str], int]:
    return {(r.table_id, r.department): int(r.reads) for r in found.reads.itertuples()}


def test_plain_logs_of_postgres_under_other_prefixes(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(
        "2026-11-25 10:00:00.1 CST [7] bob@shop LOG:  statement: SELECT 1 FROM a\n\tWHERE n = 'Zhang'\n"
        "2026-11-25 10:00:00.2 CST [7] bob@shop LOG:  duration: 77.0 ms\n"
        "2026-11-25 10:00:01.0 CST [7] bob@shop ERROR:  relation does not exist\n"
        "2026-11-25 10:00:01.0 CST [7] bob@shop STATEMENT:  SELECT * FROM nope\n"
        "2026-11-25 10:00:02.0 CST [7] bob@shop LOG:  execute <unnamed>: SELECT * FROM b WHERE i = $1\n"
        "2026-11-25 10:00:02.0 CST [7] bob@shop DETAIL:  parameters: $1 = 'Zhang'\n"
    )
    rules = Ownership((Owned(users="bob", department="bi"),))
    found = read(tmp_path / "a.log", "postgres", timezone="Asia/Shanghai", rules=rules)
    assert reads(found) == {("a", "bi"): 1, ("b", "bi"): 1}
    first = found.reads.iloc[0]
    assert first["seconds"] == 0.077
    assert first["last_read"] == datetime(2026, 11, 25, 2, 0, 0, 100_000, tzinfo=UTC)
    (tmp_path / "b.log").write_text(
        "2026-11-25 10:00:00 UTC:10.0.0.1(5000):bob@shop:[77]:LOG:  duration: 3.2 ms  statement: SELECT * FROM a\n"
    )
    assert reads(read(tmp_path / "b.log", "postgres", rules=rules)) == {("a", "bi"): 1}
    (tmp_path / "c.json").write_text(
        '{"timestamp":"2026-11-25 10:00:00.1 UTC","user":"bob","error_severity":"LOG","message":'
        '"duration: 3.2 ms  statement: SELECT * FROM a","application_name":"psql"}\n'
        '{"timestamp":"2026-11-25 10:00:00.1 UTC","error_severity":"LOG","message":"checkpoint starting"}\n'
    )
    assert reads(read(tmp_path / "c.json", "postgres", rules=rules)) == {("a", "bi"): 1}


def test_the_general_log_and_the_slow_log_of_mysql(tmp_path: Path) -> None:
    (tmp_path / "g.log").write_text(
        "/usr/sbin/mysqld, Version: 8.0.36. started with:\nTcp port: 3306  Unix socket: x\n"
        "Time                 Id Command    Argument\n"
        "2026-01-01T10:00:00.123456Z\t    8 Connect\tbob@localhost on shop using Socket\n"
        "2026-01-01T10:00:01.123456Z\t    8 Query\tSELECT * FROM orders\nWHERE id = 5\n"
        "2026-01-01T10:00:02.123456Z\t    9 Connect\tamy@localhost on  using Socket\n"
        "2026-01-01T10:00:02.123456Z\t    9 Init DB\tcrm\n"
        "\t\t    9 Query\tSELECT * FROM members\n"
        "2026-01-01T10:00:02.123456Z\t    8 Quit\t\n"
    )
    rules = Ownership((Owned(users="bob", department="bi"),))
    assert reads(read(tmp_path / "g.log", "mysql", rules=rules)) == {("shop.orders", "bi"): 1, ("crm.members", ""): 1}
    (tmp_path / "s.log").write_text(
        "# Time: 2026-01-01T10:00:00.123456Z\n# User@Host: bob[bob] @ localhost []  Id:     8\n"
        "# Query_time: 2.500000  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 100\nuse shop;\n"
        "SET timestamp=1767261600;\nSELECT *\nFROM orders;\n"
        "# Time: 2026-01-01T10:01:00.123456Z\n# User@Host: bob[bob] @ localhost []  Id:     8\n"
        "# Query_time: 0.500000  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 100\n"
        "SET timestamp=1767261660;\nSELECT *\nFROM orders;\n"
    )
    found = read(tmp_path / "s.log", "mysql", rules=rules)
    assert reads(found) == {("shop.orders", "bi"): 2}
    assert found.reads["seconds"].tolist() == [3.0]


def test_a_log_in_gbk_and_one_that_is_packed(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_bytes(
        "查询日志\n查询语句,用户,时间,耗时（毫秒）\nselect * from 订单,张三,2026-01-01,1500\n".encode("gbk")
    )
    found = read(tmp_path / "g.csv")
    assert (reads(found), found.reads["seconds"].tolist()) == ({("订单", ""): 1}, [1.5])
    (tmp_path / "z.csv.gz").write_bytes(gzip.compress(b"query\nselect * from a\n"))
    assert reads(read(tmp_path / "z.csv.gz")) == {("a", ""): 1}
    (tmp_path / "z.csv.gz").write_bytes(gzip.compress(b"query\nselect * from a\n" * 5000)[:-20])
    with pytest.raises(BadInput, match="is not a whole gzip file"):
        read(tmp_path / "z.csv.gz")


def test_columns_are_named_by_the_engagement(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("what,who\nselect * from a,x\n")
    assert reads(read(tmp_path / "q.csv", columns={"text": "what"})) == {("a", ""): 1}
    with pytest.raises(BadInput, match=r'columns names "txet", which is no field of ours. Did you mean "text"'):
        read(tmp_path / "q.csv", columns={"txet": "what"})


def test_a_query_of_two_megabytes_still_tells_its_table(tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    wide = ", ".join(f"'{'x' * 60}{n}' AS c{n}" for n in range(30_000))
    path.write_text(f'query_text,start_time\n"SELECT {wide} FROM sales.orders",2026-11-01\n')
    assert reads(read(path)) == {("sales.orders", ""): 1}


def test_what_is_too_long_and_what_has_no_time_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "LONGEST", 30)
    path = tmp_path / "queries.csv"
    path.write_text("query_text,start_time\nSELECT 1 FROM a,yesterday\nSELECT one two three four FROM b,2026-11-01\n")
    (said,) = read(path).coverage["why_en"]
    assert "1 have over" in said and "(lines 3)" in said
    assert "1 have no time that could be read" in said
