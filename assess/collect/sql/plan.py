"""What is kept of a query once its syntax tree is gone: names only, in the shape of the query.

A plan knows no catalogue. It is small, can be sent between processes and kept on disk, and is resolved against the
columns that are known, as often as these change, without parsing anything again (`assess.collect.lineage.columns`).
"""

from __future__ import annotations

from typing import NamedTuple, Union

Parts = tuple[str, ...]


class Ref(NamedTuple):
    """A column as written: its name, with whatever stands before it or, for a field, behind it."""

    parts: Parts


class Rows(NamedTuple):
    """The rows themselves, as in count(*)."""


class Row(NamedTuple):
    """A star within an expression: every column of the source of that name, of all sources where it is empty."""

    table: str = ""


class Field(NamedTuple):
    """One field of what `of` is shaped like; the star of it when `name` is empty."""

    of: Shape
    name: str


class Fields(NamedTuple):
    """A record built in place."""

    outputs: tuple[Output | Star, ...]


Value = Union[Ref, Rows, Row, "Query"]
Shape = Union[Ref, Row, Field, Fields, "Either", "Query", None]


class Either(NamedTuple):
    """One of several records, as IF, CASE and COALESCE give."""

    shapes: tuple[Shape, ...]


class Output(NamedTuple):
    """One column of a result: its name, what its value is made of, and where the fields inside it come from."""

    name: str
    values: tuple[Value, ...]
    shape: Shape = None
    named: bool = True


class Star(NamedTuple):
    """All columns of one source (of all when `table` is empty), some left out, replaced or renamed.

    Where `shape` is set it is the fields of a record instead.
    """

    table: Parts = ()
    without: Parts = ()
    replaced: tuple[Output, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    shape: Shape = None
    pattern: str = ""


class Named(NamedTuple):
    """A table, or a common table expression of that name."""

    name: str


class Made(NamedTuple):
    """Rows made from columns at hand: unnest, lateral views, table functions, VALUES, pivots' new columns.

    `outputs` are the columns known; `open` says there may be others, made of `values`.
    """

    outputs: tuple[Output, ...]
    values: tuple[Value, ...] = ()
    open: bool = True
    shape: Shape = None


class Reshaped(NamedTuple):
    """PIVOT and UNPIVOT: `gone` columns of `of` are used up, `outputs` are new and made of its columns."""

    of: From
    gone: Parts
    outputs: tuple[Output, ...]


class From(NamedTuple):
    """One source of a query under its alias; `columns` rename it, `using` are columns shared with those before."""

    what: Named | Made | Reshaped | Query
    alias: str = ""
    columns: Parts = ()
    using: Parts = ()
    natural: bool = False
    hidden: bool = False


class Common(NamedTuple):
    """A common table expression."""

    name: str
    query: Query
    columns: Parts = ()


class Select(NamedTuple):
    """SELECT: `decides` are the values that choose or group rows: (filter, join or group, values)."""

    sources: tuple[From, ...]
    outputs: tuple[Output | Star, ...]
    decides: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    commons: tuple[Common, ...] = ()


class Combined(NamedTuple):
    """UNION, INTERSECT, EXCEPT; only the first part gives values where `first_only`."""

    parts: tuple[Query, ...]
    by_name: bool = False
    first_only: bool = False
    commons: tuple[Common, ...] = ()


class Opaque(NamedTuple):
    """A query of a form that is not understood; `reason` names the form."""

    reason: str


Query = Select | Combined | Opaque
