"""Reading one statement so that no statement can stop the rest: a cap on length, a limit of time, another dialect."""

from __future__ import annotations

from typing import Any

from assess.collect.sql_reading import Reading, read

LONGEST = 1_000_000
FALLBACKS = ("", "spark", "postgres", "tsql", "oracle", "mysql", "bigquery", "snowflake")


def guarded(text: str, dialect: str) -> tuple[str, Reading | None, str]:
    """(dialect it was read in, reading or None, why there is none in one sentence)."""
    if len(text) > LONGEST:
        return dialect, None, f"It has {len(text):,} characters; statements up to {LONGEST:,} are read."
    problem = ""
    for attempt in dict.fromkeys((dialect, *FALLBACKS)):
        reading, why = _attempt(text, attempt)
        if reading is not None:
            return attempt, reading, ""
        problem = problem or why
    return dialect, None, problem


def _attempt(text: str, dialect: str) -> tuple[Reading | None, str]:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    try:
        trees: list[Any] = [t for t in sqlglot.parse(text, dialect=dialect, error_level=ErrorLevel.IMMEDIATE) if t]
    except SqlglotError as error:
        return None, _sentence(error)
    except RecursionError:
        return None, "It is nested too deeply to be read."
    if not trees:
        return Reading("OTHER"), ""
    if isinstance(trees[0], exp.Command) and str(trees[0].this).upper() in {
        "INSERT",
        "CREATE",
        "MERGE",
        "UPDATE",
        "WITH",
        "SELECT",
    }:
        return None, f"Its form of {str(trees[0].this).upper()} is not understood."
    return read(trees[0]), ""


def _sentence(error: Exception) -> str:
    first = str(error).splitlines()[0].strip().rstrip(".")
    return f"It does not parse: {first}."
