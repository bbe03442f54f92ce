"""Reading one statement: caps on length and depth, other dialects where the given one does not do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assess.collect.sql.reading import Reading, Write, read
from assess.collect.sql.rewrite import by_verb, dynamic, rewritten
from assess.collect.sql.split import ROUTINE, Piece, deepest, split
from assess.model.text import Text

LONGEST = 1_000_000
LISTS_FROM = 20_000
DEEPEST = 300
FALLBACKS = ("", "spark", "postgres", "tsql", "oracle", "mysql", "bigquery", "snowflake")
FALLBACK_UP_TO = 50_000
NO_PROBLEM = Text.both("")
TOO_DEEP = Text("嵌套过深，无法读取。", "It is nested too deeply to be read.")
# fifty or more constants in a row
LISTS = re.compile(r"(?:(?:'(?:[^'\\]|\\.|'')*'|-?\d[\d.]*)\s*,\s*){50,}(?:'(?:[^'\\]|\\.|'')*'|-?\d[\d.]*)")
# what the compiled parser raises on broken text, besides its own errors
FAULTS = (TypeError, ValueError, AttributeError, KeyError, IndexError, AssertionError)
ROWS_ONLY = re.compile(
    r"(?:INSERT|REPLACE)\s+(?:INTO\s+|IGNORE\s+INTO\s+)?(?P<name>[\w.$`\"\[\]]+)\s*(?:\([^()]*\))?\s*VALUES\b",
    re.IGNORECASE,
)
IDLE = Reading("OTHER")
MEANINGFUL = {"INSERT", "CREATE", "MERGE", "UPDATE", "WITH", "SELECT", "REPLACE", "DELETE"}
HARMLESS = {"GRANT", "REVOKE", "DENY", "EXPLAIN", "COMMENT", "SET", "SHOW", "HELP", "CALL", "LOCK TABLES", "ALTER"}
WRITES = re.compile(
    r"\b(?:INSERT\s+(?:INTO|OVERWRITE)|MERGE\s+INTO|UPDATE\s+[\w.\[\]]+\s+SET|SELECT\s.+\sINTO\s)", re.I | re.S
)
INTO_MAKES_TABLE = {"", "tsql", "fabric", "postgres", "redshift", "materialize", "risingwave"}
QUERY_BEHIND = re.compile(r"\bAS\s*\(?\s*(?:SELECT|WITH|FROM)\b", re.IGNORECASE)
# objects other than tables that sqlglot passes through unread
OTHER_OBJECTS = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|PUBLIC\s+|TEMP(?:ORARY)?\s+)*(?!(?:GLOBAL|TRANSIENT|VOLATILE|EXTERNAL|MATERIALIZED|DYNAMIC"
    r"|FORCE|RECURSIVE|MULTISET|SET|HYBRID|LIVE|STREAMING|TABLE|VIEW|REFRESH)\b)\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one statement: `reading` is None where `problem` says why, near line `at` of it (0 unknown)."""

    piece: Piece
    dialect: str
    reading: Reading | None
    problem: Text = NO_PROBLEM
    at: int = 0
    scanned: bool = False


def read_piece(piece: Piece, dialect: str) -> list[Outcome]:  # noqa: PLR0911 - one return a guard
    """The statement's reading; several where a text without semicolons, or a text in a string, holds several."""
    rows = ROWS_ONLY.match(piece.text)
    if rows and len(piece.text) > FALLBACK_UP_TO:
        name = re.sub(r"[`\"\[\]]", "", rows["name"])
        return [Outcome(piece, dialect, Reading("INSERT", (Write(name, (), "INSERT"),)))]
    text = without_lists(piece.text) if len(piece.text) > LISTS_FROM else piece.text
    if len(text) > LONGEST:
        return [Outcome(piece, dialect, None, _too_long(len(text)))]
    if deepest(text, dialect) > DEEPEST:
        return [Outcome(piece, dialect, None, TOO_DEEP)]
    inner = dynamic(text)
    if inner:
        return [o for p in split(inner, dialect, piece.line) for o in read_piece(p, dialect)]
    first: tuple[Text, int] = (NO_PROBLEM, 0)
    idle = False
    for attempt in _attempts(text, dialect):
        for form in dict.fromkeys((text, rewritten(text, attempt))):
            reading, problem, at = parse(form, attempt, piece.inside)
            if reading is not None and (reading != IDLE or form != text or rewritten(text, attempt) == text):
                return [Outcome(piece, attempt, reading)]
            first = first if first[0] != NO_PROBLEM else (problem, at)
            idle = idle or reading == IDLE
        if idle:
            return [Outcome(piece, attempt, IDLE)]
        parts = by_verb(piece, attempt) if attempt == "tsql" else []
        if len(parts) > 1:
            found = [outcome for part in parts for outcome in read_piece(part, attempt)]
            if attempt == dialect or all(o.reading is not None for o in found):
                return found
    return [Outcome(piece, dialect, None, *first)]


def without_lists(text: str) -> str:
    """The text with long lists of constants cut short: their length says nothing of lineage."""
    return LISTS.sub(lambda found: ", ".join(found[0].split(",", 3)[:1]), text)


def parse(text: str, dialect: str, inside: bool = False) -> tuple[Reading | None, Text, int]:  # noqa: PLR0911 - one return a fault
    """The reading of one statement in one dialect, or why there is none and near which line of it."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    try:
        trees: list[Any] = [t for t in sqlglot.parse(text, dialect=dialect, error_level=ErrorLevel.IMMEDIATE) if t]
        if not trees:
            return Reading("OTHER"), NO_PROBLEM, 0
        tree = trees[0]
        if isinstance(tree, exp.Command):
            verb = str(tree.this).upper()
            hides = (verb not in HARMLESS or (verb == "SET" and dialect == "tsql")) and WRITES.search(text)
            if (
                (verb in MEANINGFUL or hides)
                and not (OTHER_OBJECTS.match(text) and not hides and not QUERY_BEHIND.search(text))
                and not ROUTINE.match(text)
            ):
                return None, Text(f"这种 {verb} 写法无法识别。", f"This form of {verb} is not understood."), 0
            return Reading("OTHER"), NO_PROBLEM, 0
        return read(tree, dialect not in INTO_MAKES_TABLE or (inside and dialect != "tsql"), dialect), NO_PROBLEM, 0
    except SqlglotError as error:
        return None, *_at(error)
    except RecursionError:
        return None, TOO_DEEP, 0
    except FAULTS:
        return None, Text("解析器读不懂这条语句。", "The parser cannot make sense of it."), 0


def _attempts(text: str, dialect: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((dialect, *FALLBACKS))) if len(text) <= FALLBACK_UP_TO else (dialect,)


def _too_long(found: int) -> Text:
    return Text(
        f"语句长 {found:,} 个字符，最多读取 {LONGEST:,} 个。",
        f"It has {found:,} characters; statements up to {LONGEST:,} are read.",
    )


def _at(error: Any) -> tuple[Text, int]:
    """What the parser found, with {line} for the line in the file, and the line within the statement."""
    details = getattr(error, "errors", None) or [{}]
    what = re.sub(r"\s*Line \d+, Col: \d+\.?.*", "", str(error).splitlines()[0]).strip().rstrip(".")
    # what was found there may be a value of the client's
    what = re.sub(r"\s+but got .*", " and found something else", what)
    what = re.sub(r"\s+for <class '[^']*\.(\w+)'>", r" of \1", what)
    text = Text("第 {line} 行附近的语法无法识别。", f"It does not parse near line {{line}}: {what}.")
    return text, int(details[0].get("line") or 1)
