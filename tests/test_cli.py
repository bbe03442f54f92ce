"""The command line keeps its contract: one sentence and exit code 2 for bad input, results on stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from assess.cli import app


def assess(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "assess", *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=300
    )


def refused(*arguments: str | Path) -> str:
    """What is said when the input is bad: exit code 2, no traceback, nothing on stdout."""
    done = assess(*arguments)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip()


def test_help_imports_nothing_heavy() -> None:
    heavy = [
        "pandas",
        "numpy",
        "duckdb",
        "sqlglot",
        "sqlalchemy",
        "streamlit",
        "weasyprint",
        "altair",
        "networkx",
        "pydantic",
        "scipy",
        "numba",
    ]
    code = f"import sys, assess.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_has_help(command: str) -> None:
    done = assess(command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frobnicate"], "No such command"),
        (["run"], "Missing argument"),
        (["run", "/nowhere"], "assess init /nowhere"),
        (["explain", "redundant-table"], 'Did you mean "redundant-tables"?'),
        (["redundancy", "nothing.csv"], "nothing.csv: this file does not exist."),
        (["run", ".", "--clock", "yesterday"], "ISO time"),
        (["run", ".", "--formats", "docx"], "allowed: pdf, html"),
    ],
)
def test_bad_input_is_one_clear_sentence(arguments: list[str], says: str) -> None:
    assert says in refused(*arguments)


def test_a_demo_never_overwrites_a_folder_of_yours(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "holds no sample company" in refused("demo", tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_catalog_and_a_missing_column_are_named(tmp_path: Path) -> None:
    empty, short = tmp_path / "empty.csv", tmp_path / "short.csv"
    empty.write_text("")
    short.write_text("source,table,column\na,b,c\n")
    assert "empty.csv" in refused("redundancy", empty)
    said = refused("redundancy", short)
    assert "short.csv" in said
    assert "type" in said


def test_explain_speaks_both_languages() -> None:
    english, chinese = assess("explain", "RT").stdout, assess("explain", "rt", "--lang", "zh").stdout
    assert english.startswith("RT")
    assert "看什么" in chinese


def test_results_are_json_on_stdout(tmp_path: Path) -> None:
    script = tmp_path / "load.sql"
    script.write_text("insert into dw.sales select id, amount from crm.orders;\n")
    found = json.loads(assess("lineage", script, "--json").stdout)
    [statement] = found["statements"]
    assert statement["target"] == "dw.sales"
    assert statement["sources"] == ["crm.orders"]
    assert statement["line"] == 1


def test_a_pipe_closed_early_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m assess explain | head -1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_files_without_a_table_are_said_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("SET a = 1; COMMIT;", "utf-8")
    done = assess("lineage", tmp_path / "a.sql")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 statements were read; none touches a table." in done.stderr


def test_what_was_read_in_part_is_said_when_it_is_collected(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(
        "client: {en: A}\ndepartments:\n  - {id: d, name: {en: D}}\n"
        "sources:\n  - {id: s, department: d, kind: lake, path: lake}\n", "utf-8",
    )  # fmt: skip
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "a.parquet").write_text("x", "utf-8")
    done = assess("collect", tmp_path)
    assert done.returncode == 0
    assert "in part: s: 1 not read" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("app", ".", "--port", "99999"), "--port"),
        (("bank-export", "base", "--out", ""), "is a folder"),
        (("bank-export", "base", "--out", "/tmp"), "is a folder"),
        (("collect", "x" * 5000), "File name too long"),
        (("score", "base", "y" * 5000), "File name too long"),
    ],
)
def test_names_and_numbers_that_cannot_be_are_a_sentence(words: tuple[str, ...], says: str) -> None:
    done = subprocess.run([sys.executable, "-m", "assess", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr and len(done.stderr) < 700 and "Traceback" not in done.stderr
