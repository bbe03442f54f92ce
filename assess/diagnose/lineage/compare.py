"""Two derived tables compared: duplicate, diverging definition, containment, or nothing to say."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from assess.diagnose.lineage.relations.instances import base
from assess.diagnose.lineage.relations.relation import Term
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.metrics.logic import constant_side

Kind = Literal["duplicate", "diverging", "contained"]
SIMILAR_ROOTS = SIMILAR_VALUES = 0.8
SIMILAR_NAMES = 0.6
_STATE = ("status", "state", "flag", "valid", "deleted", "paid", "cancel", "refund", "type", "状态", "标志", "有效",
          "zhuangtai", "youxiao")  # fmt: skip
_STATE_SHORT = frozenset(("zt", "ddzt", "zfzt", "yxbz", "scbz", "sfyx", "sfsc", "bz", "lx"))


@dataclass(frozen=True)
class Likeness:
    """How two derived tables are alike, and in what they differ."""

    kind: Kind
    roots: float
    values: float
    shared_names: tuple[str, ...]
    differing: tuple[tuple[str, Term, Term], ...]
    filters_only_a: frozenset[Term]
    filters_only_b: frozenset[Term]


def likeness(a: Signature, b: Signature) -> Likeness | None:
    """The class of a pair, None where neither is a second version of the other."""
    if not a.outputs or not b.outputs or a.echo or b.echo:
        return None
    roots = jaccard(a.roots, b.roots)
    kind = _kind(a, b, roots)
    if kind is None:
        return None
    names = tuple(sorted(a.codes.keys() & b.codes.keys()))
    differing = tuple(
        (n, a.relation.columns[n], b.relation.columns[n]) for n in names if a.codes[n] != b.codes[n]
    )  # fmt: skip
    values = jaccard(a.outputs, b.outputs)
    return Likeness(kind, roots, values, names, differing, a.told - b.told, b.told - a.told)


def _kind(a: Signature, b: Signature, roots: float) -> Kind | None:
    if a.relation.digest == b.relation.digest:
        return _of_same_rows(a, b, roots)
    if roots < SIMILAR_ROOTS or a.grain_shape != b.grain_shape or not a.own or not b.own:
        return None
    alike = jaccard(a.shapes, b.shapes) >= SIMILAR_VALUES
    if (not alike and not _says_the_same(a, b)) or _template(a, b):
        return None
    if _conflicts(a, b) and not alike:
        return "diverging"
    return None if _slices(a, b, a.told - b.told, b.told - a.told) else "diverging"


def _of_same_rows(a: Signature, b: Signature, roots: float) -> Kind | None:
    """Same sources, conditions and grain: all depends on the outputs."""
    only_a, only_b = a.computed - b.outputs, b.computed - a.outputs
    two_truths = bool(_conflicts(a, b)) or (bool(only_a) and bool(only_b))
    if roots >= SIMILAR_ROOTS and jaccard(a.outputs, b.outputs) >= SIMILAR_VALUES and not two_truths:
        return "duplicate"
    if _contained(a, b):
        return "contained"
    return "diverging" if roots >= SIMILAR_ROOTS and two_truths and _overlap(a, b) else None


def jaccard(a: AbstractSet[Any], b: AbstractSet[Any]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _template(a: Signature, b: Signature) -> bool:
    """One rule over other sources, however much they share: every source exchanged means the same table in neither."""
    mine, theirs = ({base(s) for s in x.relation.sources if not s.startswith("#")} for x in (a, b))
    return mine != theirs and a.template == b.template


def _contained(a: Signature, b: Signature) -> bool:
    """All of the smaller one's output in the larger one, more than keys and at least two measures or five columns."""
    small, large = sorted((a, b), key=lambda s: len(s.outputs))
    own = small.outputs - a.grain
    enough = len(own) >= 2 if a.relation.grain is not None else len(own) >= 5
    return small.outputs <= large.outputs and enough


def _overlap(a: Signature, b: Signature) -> bool:
    """Whether two tables over the same rows share most of the smaller one's output, a computed one among it."""
    shared = a.outputs & b.outputs
    return (bool(shared & a.computed) and len(shared) * 2 >= min(len(a.outputs), len(b.outputs))) or _says_the_same(
        a, b
    )


def _conflicts(a: Signature, b: Signature) -> list[str]:
    """Names that both have for something computed, by another rule."""
    return [
        n for n in a.codes.keys() & b.codes.keys() & (a.own_names | b.own_names) if a.codes[n] != b.codes[n]
    ]  # fmt: skip


def _says_the_same(a: Signature, b: Signature) -> bool:
    """Whether the output names promise the same thing: most names shared, a computed one among them."""
    shared = a.codes.keys() & b.codes.keys()
    if len(shared) < SIMILAR_NAMES * len(a.codes.keys() | b.codes.keys()):
        return False
    return not (shared.isdisjoint(a.own_names) and shared.isdisjoint(b.own_names))


def _slices(a: Signature, b: Signature, only_a: frozenset[Term], only_b: frozenset[Term]) -> bool:
    """Whether the two take different parts of the rows on purpose: another region, channel or brand each."""
    only_a, only_b = (frozenset(t for t in only if t[0] not in ("union", "set")) for only in (only_a, only_b))
    if len(only_a) != 1 or len(only_b) != 1:
        return False
    one, other = next(iter(only_a)), next(iter(only_b))
    if one[0] != "eq" or other[0] != "eq":
        return False
    left, right = constant_side(one), constant_side(other)
    if not left or not right or left[0] != right[0] or left[0][0] != "col":
        return False
    if all(str(side[1][1]).lower() in s.table.lower() for side, s in ((left, a), (right, b))):
        return True
    column = str(left[0][-1]).lower()
    return column not in _STATE_SHORT and not any(word in column for word in _STATE)
