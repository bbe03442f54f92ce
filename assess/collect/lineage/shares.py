"""Shares that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def coverage(levels: Sequence[str]) -> dict[str, Any]:
    """How many statements were read how deep; `share` of those that touch a table, in per cent, adds up to 100."""
    counts = {level: levels.count(level) for level in ("column", "table", "opaque", "none")}
    asked = {level: counts[level] for level in ("column", "table", "opaque")}
    return {"statements": len(levels), **counts, "share": whole_per_cents(asked)}


def whole_per_cents(counts: Mapping[str, int]) -> dict[str, float]:
    """Shares in tenths of a per cent by the largest remainder, so that they add up to 100; empty where all are 0."""
    total = sum(counts.values())
    if not total:
        return {}
    exact = {name: 1000 * count / total for name, count in counts.items()}
    tenths = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda n: tenths[n] - exact[n])[: 1000 - sum(tenths.values())]:
        tenths[name] += 1
    return {name: tenth / 10 for name, tenth in tenths.items()}
