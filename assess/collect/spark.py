"""Tables of a Spark session, lake files among them, profiled by Spark itself: the sketches a database would give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assess.collect.profile import profile_with
from assess.collect.profiling.sketch import Profile
from assess.model.errors import BadInput, Problem


def profile_spark(
    session: Any,
    table: Any,
    salt: str,
    *,
    columns: Sequence[tuple[str, str]] | None = None,
    key: Sequence[str] = (),
    hidden: Collection[str] = (),
    share: float = 1.0,
) -> Profile:
    """The profile of a table (its SQL name) or a DataFrame of a pyspark `session`.

    A parquet file or folder is `session.read.parquet(path)`. Values are hashed by Spark's own workers; only hashes,
    counts and ends come back. `columns` are (name, type), all where none are given; the rest as `profile_table`.
    BadInput names what Spark cannot find.
    """
    from pyspark.errors import AnalysisException

    view = "assess_profiled"
    try:
        frame = session.table(table) if isinstance(table, str) else table
        shape = columns or [(field.name, field.dataType.simpleString()) for field in frame.schema.fields]
    except AnalysisException as error:
        said = str(error.getCondition() or "cannot be read")
        raise BadInput(
            [Problem(str(table), f"Spark cannot read it ({said}); a table, view or DataFrame is.")]
        ) from None
    with _in_utc(session):
        frame.createOrReplaceTempView(view)
        try:
            return profile_with(
                lambda sql: [tuple(row) for row in session.sql(sql).collect()],
                "spark", view, shape, salt, key=key, hidden=hidden, share=share,
            )  # fmt: skip
        finally:
            session.catalog.dropTempView(view)


@contextmanager
def _in_utc(session: Any) -> Iterator[None]:
    name = "spark.sql.session.timeZone"
    before = session.conf.get(name)
    session.conf.set(name, "UTC")
    try:
        yield
    finally:
        session.conf.set(name, before)
