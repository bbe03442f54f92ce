"""Statements are read in processes that can be ended, each once, and what was read is kept by content."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from pathlib import Path

import pytest

from assess.collect.sql import kept, pool
from assess.collect.sql.split import Piece

GOOD = "INSERT INTO a SELECT x FROM b"


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    pool._forget()


def outcomes(*texts: str, dialect: str = "") -> list[tuple[bool, str]]:
    found = pool.read_pieces([(Piece(text, 1), dialect) for text in texts])
    return [(each[0].reading is not None, each[0].problem.en) for each in found]


def test_a_killed_worker_costs_one_statement() -> None:
    """The worker is killed from outside while it reads a statement that takes its time."""
    slow = "SELECT " + " + ".join(f"(CASE WHEN a{n} > {n} THEN b{n} ELSE c{n} END)" for n in range(9000)) + " FROM t"
    started = threading.Event()

    def kill() -> None:
        started.wait(20)
        time.sleep(0.4)
        process = pool._POOL.workers[0].process
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    outcomes(GOOD)
    started.set()
    found = outcomes(slow, "INSERT INTO c SELECT y FROM d")
    killer.join()
    assert found[1] == (True, "")
    assert found[0][0] or found[0][1] == "The parser fell over reading it."


def test_a_statement_that_hangs_the_parser_is_given_up_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real parse that would take longer than it is given."""
    outcomes("SELECT 1")
    monkeypatch.setattr(pool, "SECONDS", 0.2)
    long = (
        "SELECT " + " + ".join(f"(CASE WHEN a{n} > {n} THEN f(b{n}) ELSE c{n} END)" for n in range(16000)) + " FROM t"
    )
    found = outcomes(GOOD, long, "INSERT INTO c SELECT y FROM d")
    assert [ok for ok, _ in found] == [True, False, True]
    assert "given up" in found[1][1]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
        "SELECT " + "NOT " * 60_000 + "a FROM b",
        "SELECT " + "- " * 60_000 + "a FROM b",
        "SELECT " + "CASE WHEN a THEN " * 20_000 + "1" + " END" * 20_000 + " FROM b",
        "SELECT a" + "[1]" * 60_000 + " FROM b",
        "SELECT " + "f(" * 250 + "a" + ")" * 250 + " FROM b",
    ],
    ids=["brackets", "not", "minus", "case", "index", "calls"],
)
def test_deep_nesting_ends_well(text: str) -> None:
    found = outcomes(GOOD, text, GOOD.replace("b", "d"))
    assert found[0][0]
    assert found[2][0]
    assert found[1][0] or found[1][1]


def test_two_megabytes_of_literals_are_read() -> None:
    listed = ", ".join(f"'{n:08}'" for n in range(200_000))
    text = f"INSERT INTO a SELECT x FROM b WHERE y IN ({listed})"
    assert len(text) > 2_000_000
    assert outcomes(text) == [(True, "")]


def test_a_union_of_a_thousand_parts_and_a_sum_of_five_thousand() -> None:
    union = "INSERT INTO a " + " UNION ALL ".join(f"SELECT x FROM t{n}" for n in range(1000))
    total = "INSERT INTO a SELECT " + " + ".join(f"c{n}" for n in range(5000)) + " AS s FROM t"
    found = pool.read_pieces([(Piece(union, 1), ""), (Piece(total, 1), "")])
    (first,), (second,) = found
    assert first.reading is not None
    assert second.reading is not None
    assert len(first.reading.writes[0].sources) == 1000


def test_a_statement_is_read_once_and_kept_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = pool._POOL.read

    def counted(these, tell=None):  # type: ignore[no-untyped-def]
        asked.append(len(these))
        return read(these, tell)

    monkeypatch.setattr(pool._POOL, "read", counted)
    with pool.kept_in(tmp_path / "statements.db"):
        outcomes(GOOD, GOOD, "SELECT 1")
        pool._forget()
        assert outcomes(GOOD)[0][0]
        assert outcomes("INSERT INTO e SELECT 1 FROM f")[0][0]
    assert asked == [2, 1]


def test_a_file_that_is_no_store_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "statements.db").write_text("something else")
    with pool.kept_in(tmp_path / "statements.db"):
        assert outcomes(GOOD) == [(True, "")]


def test_a_kept_reading_cannot_make_us_run_anything() -> None:
    class Bad:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError):
        kept.unpacked(Piece("", 1), pickle.dumps([Bad()]))


def test_the_line_of_a_fault_is_that_of_the_file() -> None:
    (found,) = pool.read_pieces([(Piece("SELECT a,\nFROM WHERE (", 41), "postgres")])
    assert "line 42" in found[0].problem.en
    (found,) = pool.read_pieces([(Piece("SELECT a,\nFROM WHERE (", 7), "postgres")])
    assert "line 8" in found[0].problem.en


def test_tables_of_a_statement_nobody_can_parse_are_told_by_their_words() -> None:
    (found,) = pool.read_pieces(
        [
            (
                Piece("INSERT INTO dw.a SELECT ~~ x FROM s.b JOIN (c) d ON ]] WHERE EXTRACT(year FROM z) = 1", 1),
                "postgres",
            )
        ]
    )
    reading = found[0].reading
    assert reading is not None
    assert found[0].scanned
    assert (reading.writes[0].target, reading.writes[0].sources) == ("dw.a", ("s.b",))
    assert found[0].problem.en.startswith("Tables only")
