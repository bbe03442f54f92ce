"""How many rows two tables share, and whether a row means the same thing in both."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from assess.diagnose.redundancy.align import Match
from assess.diagnose.redundancy.catalogue import UNIQUE, Catalogue
from assess.diagnose.redundancy.content import Containment, Share, key_containment, share_of
from assess.diagnose.redundancy.types import DATE, DECIMAL, FLOAT, INTEGER, TIMESTAMP

REPEATED = 0.75
QUASI_KEY = 0.5
SPARSE = 50  # numbers a value from which whole numbers are no longer running ones
TOGETHER = 16  # rows of a sampled block count as so many fewer: neighbours are written, and copied, together


@dataclass(frozen=True, slots=True)
class RowOverlap:
    """Share of the first table's rows that the second has, and the reverse, read from column `key` of each.

    `basis` is key (unique in both) or values (nearly unique; rows can only be estimated). `support` is the share
    of the other telling columns that agree with the key, None where there is no other. `disputed` is set
    where the key is shared and the rest is not: running numbers, or other facts about the same things. `read` are the
    shares of both tables' rows that were read: of a sampled one's rows those found in the other are counted, and the
    reverse follows from how many rows each has.
    """

    a_in_b: Share
    b_in_a: Share
    key: tuple[str, str]
    basis: str
    support: float | None
    disputed: bool
    running_numbers: bool
    read: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class OtherGrain:
    """Why one row of a table is not one row of the other.

    `counts` are rows per value of the column in each table (kind key), or points in time (kind time).
    """

    columns: tuple[str, str]
    counts: tuple[float, float]
    kind: str


def row_overlap(catalogue: Catalogue, matches: Sequence[Match]) -> RowOverlap | None:
    """The rows two tables share; None where nothing profiled comes near to telling rows apart, and where only samples
    of both were read: they share rows by chance.

    The key's containment is the rows' containment when the key is unique, be it of one column or declared of several
    that match one to one. A row shared is shared in all its columns, so no telling column may contain less: the
    estimate is the lesser of the key's share and the median of the other telling columns (the median, since a tenth
    of a copy's columns may be rewritten).
    """
    if not matches:
        return None
    read = _read(catalogue, matches[0])
    if max(read) < 1:
        return None
    telling = [m for m in matches if m.telling and m.content]
    ranked = sorted(telling, key=lambda m: _as_key(catalogue, m), reverse=True)
    level = max((float(catalogue.uniqueness[c]) for m in ranked[:1] for c in (m.a, m.b)), default=0.0)
    if level < UNIQUE and (joint := _by_joint_key(catalogue, matches, read)):
        return joint
    if level < QUASI_KEY:
        return None
    key = ranked[0]
    assert key.content is not None
    running = _running(catalogue, key)
    others = _beside(catalogue, telling, key, running)
    a_in_b, b_in_a = key.content.a_in_b, key.content.b_in_a
    support = None
    if others:
        best = max(a_in_b.base, b_in_a.base)
        support = sum(c.larger >= best - 0.2 for c in others) / len(others)
        a_in_b = min(a_in_b, _median([c.a_in_b for c in others], doubt=running), key=lambda s: s.base)
        b_in_a = min(b_in_a, _median([c.b_in_a for c in others], doubt=running), key=lambda s: s.base)
    both = min(float(catalogue.uniqueness[key.a]), float(catalogue.uniqueness[key.b])) >= UNIQUE
    a_in_b, b_in_a = _unbiased(catalogue, key, read, a_in_b, b_in_a)
    return RowOverlap(
        a_in_b,
        b_in_a,
        (catalogue.column_names[key.a], catalogue.column_names[key.b]),
        "key" if both else "values",
        support,
        bool(others) and key.content.larger >= 0.5 and max(a_in_b.base, b_in_a.base) < 0.3,
        running,
        read,
    )


def _by_joint_key(catalogue: Catalogue, matches: Sequence[Match], read: tuple[float, float]) -> RowOverlap | None:
    """By the declared keys of several columns, where these match one to one; rows of one key are one row."""
    first = matches[0]
    tables = int(catalogue.table[first.a]), int(catalogue.table[first.b])
    content = key_containment(catalogue, *tables)
    parts = [m for m in matches if catalogue.in_key[m.a] and catalogue.in_key[m.b]]
    sizes = [sum(bool(catalogue.in_key[c]) for c in catalogue.span(table)) for table in tables]
    if content is None or sizes != [len(parts)] * 2:
        return None
    names = [
        ", ".join(catalogue.column_names[c] for c in side) for side in zip(*((m.a, m.b) for m in parts), strict=True)
    ]
    others = [m.content for m in matches if m.telling and m.content and m not in parts]
    best = max(content.a_in_b.base, content.b_in_a.base)
    support = sum(c.larger >= best - 0.2 for c in others) / len(others) if others else None
    a_in_b, b_in_a = _unbiased(catalogue, first, read, content.a_in_b, content.b_in_a)
    return RowOverlap(
        a_in_b, b_in_a, (names[0], names[1]), "key", support,
        bool(others) and content.larger >= 0.5 and max(c.larger for c in others) < 0.3,
        all(catalogue.families[c] == INTEGER for m in parts for c in (m.a, m.b)),
        read,
    )  # fmt: skip


def _beside(catalogue: Catalogue, telling: Sequence[Match], key: Match, running: bool) -> list[Containment]:
    """The contents that must bear a key out. A running number proves nothing of itself: any two tables have rows 1 to
    n, as they have the same cities, shops and small numbers. So beside one those columns count that nearly tell rows
    apart, else those that are no counts."""
    others = [m for m in telling if m is not key]
    if running:
        named = [m for m in others if not (catalogue.counting[m.a] or catalogue.counting[m.b])]
        others = [m for m in named if min(_both(catalogue, m)) >= QUASI_KEY] or named or others
    return [m.content for m in others if m.content]


def _running(catalogue: Catalogue, key: Match) -> bool:
    """Whether a key's values may be running numbers: whole, and as far as their ends are known, few of them missing."""
    if not {catalogue.families[key.a], catalogue.families[key.b]} <= {INTEGER}:
        return False
    return any(_dense(catalogue, column) for column in (key.a, key.b))


def _dense(catalogue: Catalogue, column: int) -> bool:
    least, most = catalogue.profiles.least.get(column, ""), catalogue.profiles.most.get(column, "")
    try:
        return int(most) - int(least) < SPARSE * float(catalogue.distinct[column])
    except ValueError:  # ends not told, or of text that holds numbers
        return True


def _read(catalogue: Catalogue, match: Match) -> tuple[float, float]:
    """Shares of the two tables' rows that were read."""
    shares = catalogue.profiles.sampled
    return (float(shares[match.a]), float(shares[match.b])) if catalogue.profiles.any else (1.0, 1.0)


def _unbiased(
    catalogue: Catalogue, match: Match, read: tuple[float, float], a_in_b: Share, b_in_a: Share
) -> tuple[Share, Share]:
    """Both shares when one table was sampled: its rows are looked for in the other; the reverse is that share times
    the ratio of the tables' rows, as shared rows are as many on either side; unknown (0 to 1) without both counts."""
    if min(read) >= 1:
        return a_in_b, b_in_a
    found = a_in_b if read[0] < 1 else b_in_a
    found = share_of(round(found.base * found.of / TOGETHER), max(1, found.of // TOGETHER))
    rows = [float(catalogue.rows[int(catalogue.table[c])]) for c in (match.a, match.b)]
    ratio = rows[0] / rows[1] if read[0] < 1 else rows[1] / rows[0]
    if ratio > 0 and ratio != float("inf"):
        low, base, high = (min(1.0, end * ratio) for end in (found.low, found.base, found.high))
        turned = Share(low, base, high, found.of)
    else:
        turned = share_of(0, 0)
    return (found, turned) if read[0] < 1 else (turned, found)


def other_grain(catalogue: Catalogue, matches: Sequence[Match]) -> OtherGrain | None:
    """Proof that the tables count different things: a shared column that is a key in one and repeats in the other,
    or moments of which one table has few and the other many."""
    telling = [m for m in matches if m.telling and m.content and m.content.larger >= 0.5]
    for match in telling:
        if _once_each(catalogue, match):
            return _counted(catalogue, match, "key")
    keys = [
        m
        for m in telling
        if min(float(catalogue.uniqueness[m.a]), float(catalogue.uniqueness[m.b])) >= UNIQUE
        and (catalogue.families[m.a] != INTEGER or catalogue.in_key[m.a] or catalogue.in_key[m.b])
    ]
    if keys and len(keys) * 3 >= len(telling):
        return None
    for match in sorted(telling, key=lambda m: -max(_both(catalogue, m))):
        a, b = _both(catalogue, match)
        if not keys and max(a, b) >= UNIQUE and min(a, b) <= REPEATED:
            return _counted(catalogue, match, "key")
    for match in matches:
        kinds = {catalogue.families[match.a], catalogue.families[match.b]}
        if match.content and kinds <= {DATE, TIMESTAMP} and match.content.larger >= 0.5:
            points = catalogue.distinct[match.a], catalogue.distinct[match.b]
            rows = catalogue.filled[match.a], catalogue.filled[match.b]
            finer = points[0] > points[1]
            coarser = min(points) > 1 and max(points) >= 5 * min(points) and max(rows) >= 2 * min(rows)
            if coarser and finer == (rows[0] > rows[1]) and _measures_differ(matches):
                return OtherGrain(_names(catalogue, match), (float(points[0]), float(points[1])), "time")
    return None


def _once_each(catalogue: Catalogue, match: Match) -> bool:
    """Whether one table has nearly all the values of the other, each once where that one repeats them: a roll-up
    such as the last order of every member. A slice has some values, several times."""
    assert match.content is not None
    a, b = _both(catalogue, match)
    covered = match.content.b_in_a if a > b else match.content.a_in_b
    return max(a, b) >= UNIQUE and min(a, b) <= REPEATED and covered.base >= 0.9


def _both(catalogue: Catalogue, match: Match) -> tuple[float, float]:
    return float(catalogue.uniqueness[match.a]), float(catalogue.uniqueness[match.b])


def _counted(catalogue: Catalogue, match: Match, kind: str) -> OtherGrain:
    a, b = _both(catalogue, match)
    return OtherGrain(_names(catalogue, match), (round(1 / a, 2), round(1 / b, 2)), kind)


def _measures_differ(matches: Sequence[Match]) -> bool:
    """Whether telling columns are mostly not shared, as sums over a month are not sums over a day."""
    shares = [m.content.larger for m in matches if m.telling and m.content]
    return bool(shares) and min(shares) < 0.3


def _as_key(catalogue: Catalogue, match: Match) -> tuple[float, ...]:
    assert match.content is not None
    a, b = float(catalogue.uniqueness[match.a]), float(catalogue.uniqueness[match.b])
    return (
        float(min(a, b) >= UNIQUE),
        float(max(a, b) >= UNIQUE),
        round(match.content.larger, 1),
        float(catalogue.in_key[match.a] or catalogue.in_key[match.b]),
        -float(catalogue.families[match.a] in (DECIMAL, FLOAT, TIMESTAMP, DATE)),
        match.content.larger,
        -match.a,
        -match.b,
    )


def _median(shares: list[Share], doubt: bool) -> Share:
    """The middle share; of two in the middle the lesser where there is doubt."""
    middle = (statistics.median_low if doubt else statistics.median_high)([share.base for share in shares])
    return next(share for share in shares if share.base == middle)


def _names(catalogue: Catalogue, match: Match) -> tuple[str, str]:
    return catalogue.column_names[match.a], catalogue.column_names[match.b]
