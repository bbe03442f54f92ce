"""Rows of two tables are counted exactly, the same in every engine, and nothing but counts leaves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from assess.collect.counting import count_rows
from assess.collect.counting_sql import Compared, Statements, kinds_of, statements
from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.databases.together import apart, attached, table_of, together
from assess.model.errors import Unreachable
from assess.model.verification import Counted

ENGINES = ("duckdb", "sqlite", "postgres", "mysql")
TYPES = {"duckdb": "varchar", "sqlite": "text", "postgres": "varchar(40)", "mysql": "varchar(40)"}


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, files: dict[str, str], run: Callable[..., None]) -> str:
    """An empty database of each engine."""
    engine = request.param
    if engine in files:
        return files[engine]
    found = str(request.getfixturevalue("postgres_url" if engine == "postgres" else "mariadb_url"))
    run(found, "DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS b")
    return found


def counted(
    source: Any, folder: Path, columns: list[tuple[tuple[str, str], tuple[str, str]]], key: tuple[int, ...] = (0,)
) -> Counted:
    """What tables a and b of the source share; a column is (names, declared types)."""
    address = address_of(source, folder)
    asked = asks(address.engine, address, columns, key)
    with together(address, address, None, 20) as opened:
        return count_rows(opened, asked, len(columns), key)


def asks(
    engine: str, address: Any, columns: list[tuple[tuple[str, str], tuple[str, str]]], key: tuple[int, ...]
) -> Statements:
    compared = [Compared(names, kinds) for names, types in columns if (kinds := kinds_of(engine, types))]
    assert len(compared) == len(columns)
    space = "public" if engine == "postgres" else ""
    return statements(engine, (table_of(address, space, "a", False), table_of(address, space, "b", False)), compared,
                      key)  # fmt: skip


def test_rows_are_counted_whatever_columns_are_called_and_typed(
    url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    text = TYPES[address_of(database(url), tmp_path).engine]
    run(url, f"CREATE TABLE a (id int, city {text}, amount decimal(10,2))",
        f"CREATE TABLE b (nr {text}, 城市 {text}, amt double precision)",
        "INSERT INTO a VALUES (1, '昆明', 1.50), (2, 'Zürich', 2.00), (3, NULL, 0.25), (4, '大理', NULL), (5, 'x', 5)",
        "INSERT INTO b VALUES ('1', '昆明', 1.5), ('2', 'zürich', 2), ('3', NULL, 0.25), ('4', '大理', 4.5),"
        " ('9', '大理', 9)")  # fmt: skip
    found = counted(database(url), tmp_path, [
        (("id", "nr"), ("int", text)), (("city", "城市"), (text, text)),
        (("amount", "amt"), ("decimal(10,2)", "double precision")),
    ])  # fmt: skip
    assert found == Counted(5, 5, 5, 5, identical=2, same_key=4, differ=(0, 1, 1))
    assert (found.other_values, found.share, found.key_share) == (2, 0.4, 0.8)


def test_a_row_of_the_master_answers_for_one_row_of_the_member(
    url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    run(url, "CREATE TABLE a (k int, v int)", "CREATE TABLE b (k int, v int)",
        "INSERT INTO a VALUES (1, 10), (1, 10), (2, 20), (2, 21), (3, 30), (NULL, NULL)",
        "INSERT INTO b VALUES (1, 10), (1, 10), (1, 10), (2, 21), (2, 22), (4, 40), (NULL, NULL)")  # fmt: skip
    found = counted(database(url), tmp_path, [(("k", "k"), ("int", "int")), (("v", "v"), ("int", "int"))])
    # identical: (1,10) twice, (2,21), the nulls; by key: 1 twice, 2 twice, null once
    assert found == Counted(6, 7, 5, 5, identical=4, same_key=5, differ=(0, 1), keys_repeat=True)


def test_texts_differ_in_case_accent_and_inner_blanks_and_not_in_padding(
    url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    engine = address_of(database(url), tmp_path).engine
    loose = {"duckdb": "varchar COLLATE NOCASE", "sqlite": "text COLLATE NOCASE", "postgres": "char(9)",
             "mysql": "varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"}[engine]  # fmt: skip
    padded = "text" if engine == "sqlite" else "char(9)"
    run(url, f"CREATE TABLE a (id int, t {loose})", f"CREATE TABLE b (id int, t {padded})",
        "INSERT INTO a VALUES (1, 'a'), (2, 'é'), (3, 'x  y'), (4, 'same'), (5, ''), (6, '💧')",
        "INSERT INTO b VALUES (1, 'A'), (2, 'e'), (3, 'x y'), (4, 'same  '), (5, NULL), (6, '💧')")  # fmt: skip
    found = counted(database(url), tmp_path, [(("id", "id"), ("int", "int")), (("t", "t"), (loose, padded))])
    assert (found.identical, found.same_key, found.differ) == (2, 6, (0, 4))


def test_long_texts_that_differ_at_the_end_differ(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(url, "CREATE TABLE a (id int, t text)", "CREATE TABLE b (id int, t text)",
        f"INSERT INTO a VALUES (1, '{'x' * 9000}1'), (2, 'same')",
        f"INSERT INTO b VALUES (1, '{'x' * 9000}2'), (2, 'same')")  # fmt: skip
    columns = [(("id", "id"), ("int", "int")), (("t", "t"), ("text", "text"))]
    assert counted(database(url), tmp_path, columns).identical == 1
    assert counted(database(url), tmp_path, [columns[1], columns[0]]).same_key == 1


def test_a_key_of_several_columns_is_not_its_letters_run_together(
    url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    text = TYPES[address_of(database(url), tmp_path).engine]
    run(url, f"CREATE TABLE a (p {text}, q {text}, v int)", f"CREATE TABLE b (p {text}, q {text}, v int)",
        "INSERT INTO a VALUES ('ab', 'c', 1), ('x', NULL, 2)",
        "INSERT INTO b VALUES ('a', 'bc', 1), ('x', NULL, 3), (NULL, 'x', 2)")  # fmt: skip
    columns = [(("p", "p"), (text, text)), (("q", "q"), (text, text)), (("v", "v"), ("int", "int"))]
    found = counted(database(url), tmp_path, columns, (0, 1))
    assert (found.identical, found.same_key, found.differ) == (0, 1, (0, 0, 1))


def test_a_date_is_the_midnight_of_a_moment(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    moment = "datetime" if address_of(database(url), tmp_path).engine in ("mysql", "sqlite") else "timestamp"
    run(url, "CREATE TABLE a (id int, d date)", f"CREATE TABLE b (id int, d {moment})",
        "INSERT INTO a VALUES (1, '2026-03-05'), (2, '2026-03-06')",
        "INSERT INTO b VALUES (1, '2026-03-05 00:00:00'), (2, '2026-03-06 12:00:00')")  # fmt: skip
    found = counted(database(url), tmp_path, [(("id", "id"), ("int", "int")), (("d", "d"), ("date", moment))])
    assert (found.identical, found.differ) == (1, (0, 1))


def test_what_has_no_canonical_text_is_not_null(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(url, "CREATE TABLE a (id int, f double precision)", "CREATE TABLE b (id int, f double precision)",
        "INSERT INTO a VALUES (1, 1e20), (2, 1e20), (3, NULL)",
        "INSERT INTO b VALUES (1, 1e20), (2, NULL), (3, NULL)")  # fmt: skip
    double = "double precision"
    found = counted(database(url), tmp_path, [(("id", "id"), ("int", "int")), (("f", "f"), (double, double))])
    assert (found.identical, found.differ) == (2, (0, 1))


def test_without_a_key_rows_alone_are_counted_and_empty_tables_are_no_fault(
    url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    run(url, "CREATE TABLE a (v int)", "CREATE TABLE b (v int)", "INSERT INTO a VALUES (1)")
    column = [(("v", "v"), ("int", "int"))]
    assert counted(database(url), tmp_path, column, ()) == Counted(1, 0, 1, 0, 0)
    assert counted(database(url), tmp_path, column, ()).share is None
    assert counted(database(url), tmp_path, column) == Counted(1, 0, 1, 0, 0, 0, (0,))


def test_fifty_columns_are_told_apart(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    names = [f"c{i}" for i in range(50)]
    shape = ", ".join(f"{name} int" for name in names)
    rows = [", ".join(str(row * 100 + i) for i in range(50)) for row in range(3)]
    other = [", ".join(str(row * 100 + i + (row == 1 and i in (7, 33))) for i in range(50)) for row in range(3)]
    run(url, f"CREATE TABLE a ({shape})", f"CREATE TABLE b ({shape})",
        *(f"INSERT INTO a VALUES ({row})" for row in rows),
        *(f"INSERT INTO b VALUES ({row})" for row in other))  # fmt: skip
    found = counted(database(url), tmp_path, [((name, name), ("int", "int")) for name in names])
    assert found.identical == 2 and found.differ
    assert {i: n for i, n in enumerate(found.differ) if n} == {7: 1, 33: 1}


@pytest.mark.parametrize("name", ['qu"ote', "tick`s", "new\nline", "select", "100%s", "dot.ted", "it's"])
def test_names_are_quoted(url: str, run: Any, database: Any, tmp_path: Path, name: str) -> None:
    mark = "`" if address_of(database(url), tmp_path).engine == "mysql" else '"'
    quoted = mark + name.replace(mark, mark * 2) + mark
    run(url, f"CREATE TABLE a ({quoted} int)", f"CREATE TABLE b ({quoted} int)", "INSERT INTO a VALUES (1)",
        "INSERT INTO b VALUES (1)")  # fmt: skip
    assert counted(database(url), tmp_path, [((name, name), ("int", "int"))]).identical == 1


def test_nothing_can_be_written_while_counting(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(url, "CREATE TABLE a (v int)")
    address = address_of(database(url), tmp_path)
    a = "public.a" if address.engine == "postgres" else "a"
    for write in (f"INSERT INTO {a} VALUES (1)", f"CREATE TABLE {a}2 (v int)", f"DROP TABLE {a}"):
        with (
            together(address, address, None, 20) as opened,
            pytest.raises(Unreachable, match=r"(?i)read.?only|readonly"),
        ):
            opened.rows(write)
    with session(address) as opened:
        assert opened.rows(f"SELECT count(*) FROM {a}") == [(0,)]


def test_too_long_says_so_and_ends_in_time(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(url, "CREATE TABLE a (v int)", "CREATE TABLE b (v int)", "INSERT INTO a VALUES (1),(2),(3),(4),(5),(6),(7),(8)")
    for _ in range(5):
        run(url, "INSERT INTO a SELECT x.v FROM a x, a y" if _ == 0 else "INSERT INTO a SELECT v FROM a")
    address = address_of(database(url), tmp_path)
    a = "public.a" if address.engine == "postgres" else "a"
    slow = replace(asks(address.engine, address, [(("v", "v"), ("int", "int"))], ()),
                   rows=f"SELECT count(*), 1, 1, 1, 1 FROM {a} x, {a} y, {a} z, {a} u "
                   "WHERE (x.v * y.v + z.v * u.v) % 11 = 10")  # fmt: skip
    began = time.monotonic()
    with together(address, address, None, 1) as opened, pytest.raises(Unreachable) as caught:
        count_rows(opened, slow, 1, ())
    assert "no answer within 1 second" in str(caught.value)
    assert time.monotonic() - began < 8


def test_a_fault_inside_the_source_quotes_nothing(url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(url, "CREATE TABLE a (v int)", "CREATE TABLE b (v int)")
    address = address_of(database(url), tmp_path)
    asked = asks(address.engine, address, [(("gone", "secret"), ("int", "int"))], ())
    with together(address, address, None, 20) as opened, pytest.raises(Unreachable) as caught:
        count_rows(opened, asked, 1, ())
    assert any(
        said in caught.value.en for said in ("the count failed inside the source", "is not there, or has changed")
    )
    assert any(said in caught.value.zh for said in ("计数失败", "不存在，或者已被改动"))
    assert not any(word in caught.value.en + caught.value.zh for word in ("gone", "secret", "SELECT"))


def test_too_little_memory_says_so_and_writes_nothing_down(run: Any, database: Any, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'shop.duckdb'}"
    for table in "ab":
        run(url, f"CREATE TABLE {table} AS SELECT i AS id, repeat(md5(i::VARCHAR), 9) AS t FROM range(200000) r(i)")
    address = address_of(database(url), tmp_path)
    asked = asks("duckdb", address, [(("id", "id"), ("bigint", "bigint")), (("t", "t"), ("text", "text"))], (0,))
    with together(address, address, None, 20) as opened, pytest.raises(Unreachable) as caught:
        opened.rows("SET memory_limit = '60MB'")
        count_rows(opened, asked, 2, (0,))
    assert "had too little memory" in caught.value.en and "内存不足" in caught.value.zh
    assert [path.name for path in tmp_path.iterdir()] == ["shop.duckdb"]


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_two_files_are_counted_together(engine: str, run: Any, database: Any, tmp_path: Path) -> None:
    first, second = (f"{engine}:///{tmp_path / name}" for name in ("one's.db", "two.db"))
    run(first, "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1), (2)")
    run(second, "CREATE TABLE t (v int)", "INSERT INTO t VALUES (2), (3)")
    a, b = (address_of(database(url, name), tmp_path) for url, name in ((first, "a"), (second, "b")))
    assert apart(a, b) is None and attached(a, b)
    column = Compared(("v", "v"), ("whole", "whole"))
    asked = statements(engine, (table_of(a, "", "t", False), table_of(b, "", "t", True)), [column], [0])
    before = sorted(path.name for path in tmp_path.iterdir())
    with together(a, b, None, 20) as opened:
        assert count_rows(opened, asked, 1, [0]) == Counted(2, 2, 2, 2, 1, 1, (0,))
        with pytest.raises(Unreachable):
            opened.rows("CREATE TABLE other.written (v int)")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    (tmp_path / "two.db").write_bytes(b"no database at all" * 300)
    with pytest.raises(Unreachable, match=r"^b "), together(a, b, None, 20):
        pass
    (tmp_path / "two.db").unlink()
    with pytest.raises(Unreachable, match=r"^b .*no such file"), together(a, b, None, 20):
        pass


def test_two_schemas_and_two_databases_of_a_server_are_counted_together(
    postgres_url: str, mariadb_url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    for url, make in ((postgres_url, "SCHEMA"), (mariadb_url, "DATABASE")):
        cascade = " CASCADE" if make == "SCHEMA" else ""
        run(url, *(sql for s in ("north", "south") for sql in (
            f"DROP {make} IF EXISTS {s}{cascade}", f"CREATE {make} {s}", f"CREATE TABLE {s}.t (v int)",
            f"INSERT INTO {s}.t VALUES (1)")))  # fmt: skip
        a, b = (address_of(database(url, name), tmp_path) for name in ("a", "b"))
        if make == "DATABASE":
            b = address_of(database(mariadb_url.replace("/shop", "/south"), "b"), tmp_path)
        assert apart(a, b) is None
        tables = table_of(a, "north", "t", False), table_of(b, "south" if make == "SCHEMA" else "", "t", False)
        asked = statements(a.engine, tables, [Compared(("v", "v"), ("whole", "whole"))], [0])
        with together(a, b, None, 20) as opened:
            assert count_rows(opened, asked, 1, [0]).identical == 1


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("postgresql://h/a", "postgresql://H:5432/a", ""),
        ("postgresql://u@127.0.0.1/a", "postgresql://v@localhost/a", ""),
        ("postgresql://h/a", "postgresql://h/b", "two databases of one PostgreSQL server"),
        ("postgresql://h/a", "postgresql://h:5433/a", "two servers"),
        ("mysql://h/a", "mariadb://h/b", ""),
        ("mysql://h/a", "mysql://i/a", "two servers"),
        ("postgresql://h/a", "mysql://h/a", "one is in PostgreSQL, the other in MySQL/MariaDB"),
        ("duckdb:///a.db", "sqlite:///a.db", "one is in DuckDB, the other in SQLite"),
    ],
)
def test_what_shares_an_engine(one: str, other: str, said: str, database: Any, tmp_path: Path) -> None:
    why = apart(address_of(database(one, "one"), tmp_path), address_of(database(other, "other"), tmp_path))
    assert (why is None) == (said == "")
    assert why is None or (said in why.en and why.zh)


def test_documents_of_one_type_are_compared_as_written_and_of_two_not_at_all() -> None:
    assert kinds_of("postgres", ("jsonb", "jsonb")) == ("text", "text")
    assert kinds_of("postgres", ("dw.mood", "character varying(9)")) == ("text", "text")
    assert kinds_of("duckdb", ("TIME", "TIME")) == ("text", "text")
    assert kinds_of("mysql", ("blob", "blob")) is None
    assert kinds_of("duckdb", ("BLOB", "VARCHAR")) is None


def test_the_statements_say_nothing_of_values() -> None:
    asked = statements("duckdb", (exp.table_("a"), exp.table_("b")), [Compared(("v", "v"), ("whole", "whole"))], [0])
    assert asked.text == statements(
        "duckdb", (exp.table_("a"), exp.table_("b")), [Compared(("v", "v"), ("whole", "whole"))], [0]
    ).text  # fmt: skip
    assert asked.repeated == ()
