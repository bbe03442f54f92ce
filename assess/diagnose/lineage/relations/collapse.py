"""A SELECT that only picks and filters the rows of a grouped or windowed one, as part of that one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assess.diagnose.lineage.relations.instances import opened
from assess.diagnose.lineage.relations.loose import columns_in, loosened, loosened_condition
from assess.diagnose.lineage.relations.relation import Relation, Term, has_aggregate, has_window, small


def collapsed(
    inner: Relation, columns: Mapping[str, Term], filters: frozenset[Term], extra: frozenset[Term]
) -> Relation | None:
    """The rows of `inner` that `filters` leave, with these columns; None where order matters between the two."""
    name = f"#{inner.digest}"
    if any(t[0] in ("union", "natural") or t[:2] in (("set", "without"),) for t in inner.extra):
        return None
    if any(t[0] == "set" and t[1] not in ("qualify", "after") for t in inner.extra) or inner.branches:
        return None
    narrowed = any(t[0] in ("set", "limit") for t in inner.extra)
    own_window = any(_own_window(v) for v in (*columns.values(), *extra))
    windowed = narrowed or any(has_window(v) for v in inner.columns.values())
    if (own_window and (windowed or filters)) or (filters and any(t[0] == "limit" for t in inner.extra)):
        return None
    if any(t[0] in ("set", "having") for t in extra) or any(t[0] == "join" for t in extra):
        return None
    values = {n: small(loosened(opened(v, name))) for n, v in columns.items()}
    conditions = [loosened_condition(opened(f, name)) for f in filters]
    late = narrowed or any(has_window(t) for t in (*values.values(), *conditions))
    rows, more = set(inner.filters), set(inner.extra) | set(extra)
    for condition in conditions:
        if late and not _before_windows(condition, [*conditions, *values.values(), *inner.extra]):
            more.add(("set", "qualify" if has_window(condition) else "after", small(condition)))
        elif inner.grain is not None and (has_aggregate(condition) or not _plain(inner.grain)):
            more.add(("having", small(condition)))
        else:
            rows.add(small(condition))
    return Relation(values, inner.sources, frozenset(rows), inner.grain, extra=frozenset(more), inside=inner.inside)


def _own_window(part: Any) -> bool:
    """Whether a window is taken here rather than inside the closed relation."""
    if not isinstance(part, tuple) or not part or part[0] == "of":
        return False
    return part[0] == "window" or any(_own_window(p) for p in part)


def _plain(grain: frozenset[Term]) -> bool:
    return bool(grain) and not any(
        g[0] == "fn" and g[1] in ("CUBE", "ROLLUP", "GROUPING_SETS") for g in grain
    )  # fmt: skip


def _before_windows(condition: Term, said: list[Term]) -> bool:
    """Whether a condition only picks whole partitions, so that it may as well come first."""
    if has_window(condition):
        return False
    needed = set(columns_in(condition))
    windows = [w for t in said for w in _windows(t)]
    return bool(windows) and bool(needed) and all(needed <= {p for p in w[2] if p[0] in ("col", "of")} for w in windows)


def _windows(part: Any) -> list[Term]:
    if not isinstance(part, tuple) or not part or part[0] == "of":
        return []
    return [part] if part[0] == "window" else [w for p in part for w in _windows(p)]
