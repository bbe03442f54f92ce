"""Two tables in, one verdict out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from assess.diagnose.redundancy.align import Match, align
from assess.diagnose.redundancy.known import Known
from assess.diagnose.redundancy.overlap import row_overlap
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.rules import ruling, shown
from assess.diagnose.redundancy.through import Recalled, Step, align_more
from assess.diagnose.redundancy.verdict import LOOKALIKES, NEAR, REPEATS, Look, Pair


@dataclass
class Judge:
    """Judges pairs of one catalogue, each once; of `rejected` pairs somebody has said that they are no copies."""

    known: Known
    rejected: Container[tuple[int, int]] = ()
    _seen: dict[tuple[int, int], Pair | None] = field(default_factory=dict)

    def pair(self, one: int, other: int) -> Pair:
        """The verdict on two tables, in either order."""
        key = min(one, other), max(one, other)
        if key not in self._seen:
            self._seen[key] = None if key in self.rejected else _judged(self.known, *key)
        return self._seen[key] or _unlike(*key)

    def through(self, one: int, other: int, steps: Sequence[Step]) -> Pair:
        """The same with more columns matched, as (column of one, of the other, …)."""
        key = min(one, other), max(one, other)
        turned = tuple(steps) if one < other else tuple((b, a, score, name) for a, b, score, name in steps)
        found = None if key in self.rejected else _judged(self.known, *key, turned)
        return found or self.pair(one, other)

    def by_way_of(self, one: int, other: int, via: Sequence[int]) -> Pair:
        """A near copy since both repeat the tables in `via`; no verdict where values were compared or somebody said
        no."""
        key = min(one, other), max(one, other)
        if key in self.rejected or all(self.known.catalogue.profiled[t] for t in key):
            return self.pair(one, other)
        look = _look(self.known, *key)
        names = [self.known.catalogue.name(t) for t in via]
        reasons = [*_seen(look), say("metadata"), say("by_way_of", n=len(names), words=names[:3])]
        return Pair(_lean(self.known, look), NEAR, tuple(reasons), _confidence(self.known, look, NEAR))


def _unlike(a: int, b: int) -> Pair:
    return Pair(Look(a, b, (), (0.0, 0.0), 0.0, 0.0, 0.0, None), "", (), 0.0)


def _judged(known: Known, a: int, b: int, steps: tuple[Step, ...] = ()) -> Pair | None:
    look = _look(known, a, b, steps)
    said = ruling(known, look)
    if not said.verdict:
        return None
    reasons = [*_seen(look), *said.reasons]
    retyped = sum(known.fit(m.a, m.b) < 1 for m in look.matches)
    if said.verdict in REPEATS and retyped:
        reasons.append(say("types", n=retyped))
    confidence = _confidence(known, look, said.verdict)
    return Pair(_lean(known, look, steps), said.verdict, tuple(reasons), confidence)


def _lean(known: Known, look: Look, steps: tuple[Step, ...] = ()) -> Look:
    """The look without its matches where they can be made again."""
    if look.rows is not None:
        return look
    loose = tuple((m.a, m.b, m.score, m.name) for m in look.matches if m.name < 1)
    return replace(look, matches=Recalled(known.catalogue, look.a, look.b, len(look.matches), steps, loose))


def _look(known: Known, a: int, b: int, steps: tuple[Step, ...] = ()) -> Look:
    catalogue = known.catalogue
    matches = align_more(catalogue, a, b, steps) if steps else align(catalogue, a, b)
    cover, similarity, told = _cover(known, a, b, [m for m in matches if m.agrees])
    form = _cover(known, a, b, matches)[1]
    seen = catalogue.profiled[a] and catalogue.profiled[b]
    return Look(a, b, matches, cover, similarity, form, told, row_overlap(catalogue, matches) if seen else None)


def _cover(known: Known, a: int, b: int, kept: Sequence[Match]) -> tuple[tuple[float, float], float, float]:
    """Matched share of each table's weight, weighted Jaccard, and the weight matched."""
    whole_a, whole_b = known.table_weights[a], known.table_weights[b]
    in_a, in_b = sum(known.weight(m.a) for m in kept), sum(known.weight(m.b) for m in kept)
    if not whole_a or not whole_b:
        return (0.0, 0.0), 0.0, 0.0
    shared = (in_a + in_b) / 2
    cover = min(1.0, in_a / whole_a), min(1.0, in_b / whole_b)  # sums in another order may end a hair above
    return cover, min(1.0, shared / (whole_a + whole_b - shared)), shared


def _seen(look: Look) -> list[Reason]:
    """What was seen, before what follows from it."""
    said = []
    if look.matches:
        said.append(say("columns", n=len(look.matches), a=look.cover[0], b=look.cover[1]))
    if look.rows:
        rows = look.rows
        of = min(rows.a_in_b.of, rows.b_in_a.of)
        said.append(say("rows", key=shown(rows.key), a=rows.a_in_b.base, b=rows.b_in_a.base, of=of))
    return said


def _confidence(known: Known, look: Look, verdict: str) -> float:
    """0.6..1 with rows compared: their support and the tightness of the interval; 0.3..0.7 on form alone."""
    if not verdict:
        return 0.0
    if look.rows is None:
        return round(0.3 + 0.3 * look.similarity + (0.1 if known.rows_alike(look.a, look.b) else 0.0), 2)
    surest = max(look.rows.a_in_b, look.rows.b_in_a, key=lambda share: share.base)
    support = 0.5 if look.rows.support is None else look.rows.support
    if verdict in LOOKALIKES:
        support = 1.0
    tight = 1 - (surest.high - surest.low)
    return round(0.6 + 0.2 * support + (0.2 if look.rows.basis == "key" else 0.1) * tight, 2)
