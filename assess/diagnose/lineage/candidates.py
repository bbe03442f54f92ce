"""Which pairs of derived tables are worth comparing: those that share something rare. Never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from assess.diagnose.lineage.signature import Signature

RAREST = 8
MOST = 120


def candidates(signatures: Iterable[Signature]) -> list[tuple[Signature, Signature]]:
    """Pairs of different departments that share a rare root, output term or output name, in order of table id.

    Tables that are equal by rule are always paired, each with the next of its kind.
    """
    ranked = sorted(signatures, key=lambda s: s.table)
    keys = [list(_keys(s)) for s in ranked]
    holders: dict[tuple[str, object], list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in own:
            holders[key].append(number)
    pairs: set[tuple[int, int]] = set()
    for number, own in enumerate(keys):
        by_kind: dict[str, list[tuple[str, object]]] = defaultdict(list)
        for key in own:
            if 1 < len(holders[key]) <= MOST:
                by_kind[key[0]].append(key)
        for same_kind in by_kind.values():
            for key in sorted(same_kind, key=lambda k: (len(holders[k]), repr(k)))[:RAREST]:
                pairs |= {(min(number, other), max(number, other)) for other in holders[key] if other != number}
    for key, members in holders.items():
        if key[0] == "exact":
            pairs |= set(pairwise(members))
    return [
        (ranked[a], ranked[b])
        for a, b in sorted(pairs)
        if ranked[a].department != ranked[b].department and ranked[a].roots & ranked[b].roots
    ]


def _keys(signature: Signature) -> Iterator[tuple[str, object]]:
    yield ("exact", signature.exact)
    for root in signature.roots:
        yield ("root", root)
    for value in signature.values:
        if value[0] != "col":
            yield ("value", value)
    shapes = "grouped" if signature.relation.grain is not None else "rows"
    for name in signature.relation.columns:
        yield ("name", (shapes, name))
