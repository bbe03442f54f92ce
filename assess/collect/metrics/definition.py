"""What every reader of metrics yields: definitions as written, each with its place, and what they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assess.model.text import Text


@dataclass(frozen=True, slots=True)
class File:
    """A file as a reader gets it; `name` is how a person is shown its place."""

    path: Path
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric as a file defines it; the same name again is another definition, never dropped.

    `file` is the name its reader was given, `sheet` the sheet of a workbook in square brackets or empty.
    Empty text is not stated. `expression` is an SQL expression with its aggregates, or a whole query that yields one
    number; names in it that `inputs` holds stand for other metrics: {name in the expression: name of the metric, or
    its place such as `models/a.yml:12 name`}. `base` is a table, a FROM clause with joins, or a query. `filter` is an
    SQL predicate. `unresolved` says what could not be read or found; what could be is there all the same.
    """

    name: str
    file: str
    line: int
    format: str
    expression: str = ""
    label: str = ""
    base: str = ""
    filter: str = ""
    time_column: str = ""
    grain: str = ""
    window: str = ""
    unit: str = ""
    null_default: str = ""
    additivity: str = ""
    owner: str = ""
    department: str = ""
    dialect: str = ""
    sheet: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    unresolved: tuple[Text, ...] = ()
