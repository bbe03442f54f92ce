"""What two similar tables can be to each other, and what a verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.diagnose.redundancy.align import Match
from assess.diagnose.redundancy.overlap import RowOverlap
from assess.diagnose.redundancy.reasons import Reason

EXACT, NEAR, SUBSET, VERSION = "exact_copy", "near_copy", "subset", "version"
SHARD, LAYER, ENVIRONMENT = "shard", "layer", "environment"
TEMPLATE, FALSE_FRIEND = "template", "false_friend"
COPIES = (EXACT, NEAR, SUBSET)
REPEATS = (*COPIES, VERSION)  # one thing kept more than once; these make one group with a master
LOOKALIKES = (LAYER, ENVIRONMENT, SHARD, TEMPLATE, FALSE_FRIEND)  # alike on purpose or by accident; never claimed


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict ("" for none worth naming) with its reasons."""

    verdict: str
    reasons: tuple[Reason, ...] = ()


NOTHING = Ruling("")


@dataclass(frozen=True, slots=True)
class Look:
    """Two tables side by side (indices, a < b), before any verdict.

    `cover` is the share of each table's column weight that is matched and not contradicted by values;
    `similarity` the weighted Jaccard of the same, `form` of all matches; `told` the weight matched;
    `rows` the rows shared, None where values were not compared.
    """

    a: int
    b: int
    matches: Sequence[Match]
    cover: tuple[float, float]
    similarity: float
    form: float
    told: float
    rows: RowOverlap | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tables with their verdict, what it rests on, and the reasons in full.

    `confidence` ranks verdicts between 0 and 1; it is not a probability.
    """

    look: Look
    verdict: str
    reasons: tuple[Reason, ...]
    confidence: float

    @property
    def a(self) -> int:
        return self.look.a

    @property
    def b(self) -> int:
        return self.look.b

    @property
    def rows(self) -> RowOverlap | None:
        return self.look.rows

    @property
    def matches(self) -> Sequence[Match]:
        return self.look.matches

    @property
    def cover(self) -> tuple[float, float]:
        return self.look.cover


def contains(pair: Pair, table: int) -> bool:
    """Whether the table has nearly all rows of the other, which has few of its own: it is the larger of the two."""
    if pair.rows is None:
        return False
    mine, theirs = pair.rows.a_in_b.base, pair.rows.b_in_a.base
    return (theirs > mine) if table == pair.a else (mine > theirs)
