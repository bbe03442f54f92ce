"""Reading one statement so that no statement stops the rest: a cap on length, a limit of time, another dialect."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from assess.collect.sql.reading import Reading, Write, read
from assess.collect.sql.rewrite import by_verb, dynamic, rewritten
from assess.collect.sql.split import ROUTINE, Piece, deepest, split
from assess.model.text import Text

LONGEST = 1_000_000
ALONE_FROM = 200_000
ALONE_SECONDS = 30.0
DEEPEST = 300
FALLBACKS = ("", "spark", "postgres", "tsql", "oracle", "mysql", "bigquery", "snowflake")
FALLBACK_UP_TO = 50_000
NO_PROBLEM = Text.both("")
# what the compiled parser raises on broken text, besides its own errors
FAULTS = (TypeError, ValueError, AttributeError, KeyError, IndexError, AssertionError)
ROWS_ONLY = re.compile(
    r"(?:INSERT|REPLACE)\s+(?:INTO\s+|IGNORE\s+INTO\s+)?(?P<name>[\w.$`\"\[\]]+)\s*(?:\([^()]*\))?\s*VALUES\b",
    re.IGNORECASE,
)
MEANINGFUL = {"INSERT", "CREATE", "MERGE", "UPDATE", "WITH", "SELECT", "REPLACE", "DELETE"}
HARMLESS = {"GRANT", "REVOKE", "DENY", "EXPLAIN", "COMMENT", "SET", "SHOW", "HELP", "CALL", "LOCK TABLES", "ALTER"}
WRITES = re.compile(
    r"\b(?:INSERT\s+(?:INTO|OVERWRITE)|MERGE\s+INTO|UPDATE\s+[\w.\[\]]+\s+SET|SELECT\s.+\sINTO\s)", re.I | re.S
)
INTO_MAKES_TABLE = {"", "tsql", "fabric", "postgres", "redshift", "materialize", "risingwave"}
# objects other than tables that sqlglot passes through unread
OTHER_OBJECTS = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|PUBLIC\s+|TEMP(?:ORARY)?\s+)*(?!(?:GLOBAL|TRANSIENT|VOLATILE|EXTERNAL|MATERIALIZED|DYNAMIC"
    r"|FORCE|RECURSIVE|MULTISET|SET|HYBRID|LIVE|STREAMING|TABLE|VIEW|REFRESH)\b)\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one statement: `reading` is None where `problem` says why."""

    piece: Piece
    dialect: str
    reading: Reading | None
    problem: Text = NO_PROBLEM


def read_piece(piece: Piece, dialect: str) -> list[Outcome]:  # noqa: PLR0911 - one return a guard
    """The statement's reading; several where a text without semicolons, or a text in a string, holds several."""
    rows = ROWS_ONLY.match(piece.text)
    if rows and len(piece.text) > FALLBACK_UP_TO:
        name = re.sub(r"[`\"\[\]]", "", rows["name"])
        return [Outcome(piece, dialect, Reading("INSERT", (Write(name, (), "INSERT"),)))]
    if len(piece.text) > LONGEST:
        return [Outcome(piece, dialect, None, _too_long(len(piece.text)))]
    if deepest(piece.text, dialect) > DEEPEST:
        return [Outcome(piece, dialect, None, Text("嵌套过深，无法读取。", "It is nested too deeply to be read."))]
    inner = dynamic(piece.text)
    if inner:
        return [o for p in split(inner, dialect, piece.line) for o in read_piece(p, dialect)]
    if len(piece.text) > ALONE_FROM:
        reading, problem = _alone(piece, dialect)
        return [Outcome(piece, dialect, reading, problem)]
    first = NO_PROBLEM
    for attempt in _attempts(piece.text, dialect):
        for text in dict.fromkeys((piece.text, rewritten(piece.text, attempt))):
            reading, problem = parse(text, attempt, piece.line, piece.inside)
            if reading is not None:
                return [Outcome(piece, attempt, reading)]
            first = first if first != NO_PROBLEM else problem
        parts = by_verb(piece, attempt) if attempt == "tsql" else []
        if len(parts) > 1:
            found = [outcome for part in parts for outcome in read_piece(part, attempt)]
            if attempt == dialect or all(o.reading is not None for o in found):
                return found
    return [Outcome(piece, dialect, None, first)]


def parse(text: str, dialect: str, line: int, inside: bool = False) -> tuple[Reading | None, Text]:  # noqa: PLR0911 - one return a fault
    """The reading of one statement in one dialect, or why there is none."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    try:
        trees: list[Any] = [t for t in sqlglot.parse(text, dialect=dialect, error_level=ErrorLevel.IMMEDIATE) if t]
        if not trees:
            return Reading("OTHER"), NO_PROBLEM
        tree = trees[0]
        if isinstance(tree, exp.Command):
            verb = str(tree.this).upper()
            hides = (verb not in HARMLESS or (verb == "SET" and dialect == "tsql")) and WRITES.search(text)
            if (
                (verb in MEANINGFUL or hides)
                and not (OTHER_OBJECTS.match(text) and not hides)
                and not ROUTINE.match(text)
            ):
                return None, Text(f"这种 {verb} 写法无法识别。", f"This form of {verb} is not understood.")
            return Reading("OTHER"), NO_PROBLEM
        return read(tree, dialect not in INTO_MAKES_TABLE or (inside and dialect != "tsql")), NO_PROBLEM
    except SqlglotError as error:
        return None, _at(error, line)
    except RecursionError:
        return None, Text("嵌套过深，无法读取。", "It is nested too deeply to be read.")
    except FAULTS:
        return None, Text("解析器读不懂这条语句。", "The parser cannot make sense of it.")


def _attempts(text: str, dialect: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((dialect, *FALLBACKS))) if len(text) <= FALLBACK_UP_TO else (dialect,)


def _alone(piece: Piece, dialect: str) -> tuple[Reading | None, Text]:
    """A long statement in a process of its own, which can be ended when it takes too long or falls over."""
    command = [sys.executable, "-m", "assess.collect.sql.worker", dialect, str(piece.line)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=piece.text.encode(), capture_output=True, timeout=ALONE_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        return None, Text(
            f"读取超过 {ALONE_SECONDS:.0f} 秒，已跳过。", f"Reading it took more than {ALONE_SECONDS:.0f} seconds."
        )
    except subprocess.CalledProcessError:
        return None, Text("读取这条语句时解析器崩溃，已跳过。", "The parser fell over reading it.")
    found: tuple[Reading | None, Text] = pickle.loads(done.stdout)  # noqa: S301 - written by our own module
    return found


def _too_long(found: int) -> Text:
    return Text(
        f"语句长 {found:,} 个字符，最多读取 {LONGEST:,} 个。",
        f"It has {found:,} characters; statements up to {LONGEST:,} are read.",
    )


def _at(error: Any, line: int) -> Text:
    """sqlglot counts lines within the statement; people count them within the file."""
    details = getattr(error, "errors", None) or [{}]
    where = line + int(details[0].get("line") or 1) - 1
    what = re.sub(r"\s*Line \d+, Col: \d+\.?.*", "", str(error).splitlines()[0]).strip().rstrip(".")
    # what was found there may be a value of the client's
    what = re.sub(r"\s+but got .*", " and found something else", what)
    what = re.sub(r"\s+for <class '[^']*\.(\w+)'>", r" of \1", what)
    return Text(f"第 {where} 行附近的语法无法识别。", f"It does not parse near line {where}: {what}.")
