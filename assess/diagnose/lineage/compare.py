"""Two derived tables compared: duplicate, template clone, diverging definition, containment, or nothing to say."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from assess.diagnose.lineage.relation import Term
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
    roots = jaccard(a.roots, b.roots)
    if not a.values or not b.values or _bare_copy(a) or _bare_copy(b):
        return None
    values = jaccard(a.values, b.values)
    same_grain = a.relation.grain == b.relation.grain
    same_rows = same_grain and a.relation.digest == b.relation.digest
    names = tuple(sorted(a.relation.columns.keys() & b.relation.columns.keys()))
    differing = tuple(
        (n, a.relation.columns[n], b.relation.columns[n])
        for n in names
        if a.relation.columns[n] != b.relation.columns[n]
    )
    only_a, only_b = _rows(a) - _rows(b), _rows(b) - _rows(a)

    def found(kind: Kind) -> Likeness:
        return Likeness(kind, roots, values, names, differing, only_a, only_b)

    if same_rows and roots >= SIMILAR_ROOTS and values >= SIMILAR_VALUES:
        return found("duplicate")
    if same_rows and _contained(a, b):
        return found("contained")
    if same_rows and roots >= SIMILAR_ROOTS and _overlap(a, b):
        return found("diverging")
    if roots >= SIMILAR_ROOTS and same_grain and _says_the_same(a, b, names):
        measures = [n for n, left, right in differing if left[0] != "col" or right[0] != "col"]
        if measures or ((only_a or only_b) and not _slices(a, b, only_a, only_b)):
            return found("diverging")
    return None


def jaccard(a: AbstractSet[Any], b: AbstractSet[Any]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _rows(signature: Signature) -> frozenset[Term]:
    return signature.relation.filters | signature.relation.extra


def _bare_copy(signature: Signature) -> bool:
    """All columns handed on as they are from one table: redundant tables, which another detector compares by value."""
    relation = signature.relation
    return (
        relation.grain is None
        and len(relation.sources) == 1
        and not relation.filters
        and not relation.extra
        and all(v[0] == "col" for v in relation.columns.values())
    )


def _contained(a: Signature, b: Signature) -> bool:
    """All of the smaller one's output in the larger one, more than keys and at least two measures or five columns."""
    small, large = sorted((a.values, b.values), key=len)
    grain = a.relation.grain or frozenset()
    own = small - grain
    enough = len(own) >= 2 if a.relation.grain is not None else len(own) >= 5
    return small <= large and enough


def _overlap(a: Signature, b: Signature) -> bool:
    """Whether two tables over the same groups of the same rows share a measure and most of the smaller one's output."""
    grain = a.relation.grain
    shared = a.values & b.values
    return (
        bool(grain) and bool(shared - (grain or frozenset())) and len(shared) * 2 >= min(len(a.values), len(b.values))
    )


def _says_the_same(a: Signature, b: Signature, names: tuple[str, ...]) -> bool:
    """Whether the output names promise the same thing: most names shared, a computed one among them."""
    if jaccard(a.relation.columns.keys(), b.relation.columns.keys()) < SIMILAR_NAMES:
        return False
    measures = [n for n in names if a.relation.columns[n][0] != "col" or b.relation.columns[n][0] != "col"]
    return bool(measures)


def _slices(a: Signature, b: Signature, only_a: frozenset[Term], only_b: frozenset[Term]) -> bool:
    """Whether the two take different parts of the rows on purpose: another region, channel or brand each."""
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
