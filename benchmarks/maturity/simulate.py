"""Do the intervals hold what they promise, are gaps and camps found, and is nothing found that is not there?

usage: python -m benchmarks.maturity.simulate [--draws 20000]
Printed: coverage of the 95 % intervals of scores, of the whole and of single questions; how often camps are found, and
how often one camp is taken for two; how often a gap is claimed where there is none, and how often a gap is found.
The tests draw the same with fewer draws.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from statistics import fmean

import numpy as np
import pandas as pd
from scipy import stats

from assess.diagnose.maturity.camps import BARS, splits
from assess.diagnose.maturity.company import overall
from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.intervals import item_intervals, power
from assess.diagnose.maturity.statistics import permutation_p, t_interval
from assess.model.bank import LEVELS

# (mean of people's own level, its spread, spread of one answer around it): six questions each
SHAPES = {
    "middling": (2.8, 0.7, 0.8),
    "low": (1.8, 0.6, 0.8),
    "high": (3.9, 0.6, 0.8),
    "much alike": (3.0, 0.25, 0.9),
    "far apart": (3.0, 1.1, 0.6),
}
QUESTIONS = {
    "one hump": (0.1, 0.2, 0.4, 0.2, 0.1),
    "low": (0.5, 0.3, 0.1, 0.07, 0.03),
    "two camps": (0.4, 0.1, 0.0, 0.1, 0.4),
    "narrow": (0.02, 0.3, 0.6, 0.06, 0.02),
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "two ends": (0.5, 0.0, 0.0, 0.0, 0.5),
}


def people(shape: str, number: int, rng: np.random.Generator) -> np.ndarray:
    """Each person's own mean over six correlated answers of 1 to 5."""
    centre, apart, within = SHAPES[shape]
    lean = rng.normal(centre, apart, (number, 1))
    means: np.ndarray = np.clip(np.rint(lean + rng.normal(0, within, (number, 6))), 1, 5).mean(axis=1)
    return means


def coverage_of_scores(shape: str, n: int, draws: int, seed: int) -> float:
    """How often the interval of n people's score holds the mean of everybody."""
    rng = np.random.default_rng(seed)
    everybody = people(shape, 60_000, rng)
    truth, groups = everybody.mean(), everybody[rng.integers(0, len(everybody), (draws, n))]
    return float(np.mean([t.low <= truth <= t.high for t in (t_interval(group) for group in groups.tolist())]))


def coverage_of_items(n: int) -> dict[str, float]:
    """The same for one question, shape by shape: exactly, over all answers that n people can give."""
    counts = _all_counts(n)
    _, low, high = item_intervals(counts)
    covered = {}
    for name, shares in QUESTIONS.items():
        truth = float(np.dot(shares, range(1, 6)))
        held = (low <= truth + 1e-9) & (truth - 1e-9 <= high)
        covered[name] = float(stats.multinomial.pmf(counts, n, shares)[held].sum())
    return covered


def _all_counts(n: int) -> np.ndarray:
    """Every way n people can answer 1..5: one row a way, how often each answer was given."""
    bars = np.array(list(combinations(range(n + 4), 4)))
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), n + 4)])
    return np.diff(edges, axis=1) - 1


def coverage_of_the_whole(draws: int, seed: int) -> float:
    """How often the interval of the mean of four dimensions, of three levels, holds the truth."""
    from benchmarks.maturity.speed import bank_of

    rng = np.random.default_rng(seed)
    bank = bank_of(8).model_copy(update={"dimensions": bank_of(8).dimensions[:8]})
    centres, sizes = (
        {"executive": 3.6, "middle": 2.8, "frontline": 2.2},
        {"executive": 6, "middle": 12, "frontline": 25},
    )

    def given(level: str, number: int) -> np.ndarray:
        lean = rng.normal(centres[level], 0.7, (number, 1))
        answers: np.ndarray = np.clip(np.rint(lean + rng.normal(0, 0.8, (number, 8))), 1, 5)
        return answers

    truth, hits = fmean(float(given(level, 60_000).mean()) for level in LEVELS), 0
    names = [f"p{n}" for n in range(sum(sizes.values()))]
    level = pd.Series([lv for lv in LEVELS for _ in range(sizes[lv])], index=names, dtype="object")
    nowhere = pd.Series("", index=names, dtype="object")
    for _ in range(draws):
        drawn = np.vstack([given(lv, sizes[lv]) for lv in LEVELS])
        values = pd.DataFrame(drawn, index=names, columns=[item.id for item in bank.items])
        no = values.notna() & False
        whole = overall(Answers(bank, level, nowhere, values, no, no, no))
        assert whole is not None
        hits += whole.low <= truth <= whole.high
    return hits / draws


def two_camps(n: int, draws: int, ends: float, seed: int) -> np.ndarray:
    """Counts of answers of groups in two halves: `ends` of each at 1 or 5, the others at 2 or 4, nobody at 3."""
    rng = np.random.default_rng(seed)
    low, high = rng.multinomial(n // 2, (ends, 1 - ends), draws), rng.multinomial(n - n // 2, (1 - ends, ends), draws)
    return np.column_stack([low, np.zeros(draws, int), high])


def one_camp(n: int, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Counts of answers of groups of one opinion: narrow, broad, at an end, at random, or as lopsided as can be."""
    rng = np.random.default_rng(seed)
    shapes = {f"around {m} by {s}": _hump(m, s) for m in (1, 2, 2.5, 3, 4) for s in (0.6, 1.0, 1.5, 2.5)}
    shapes["at random"] = np.full(5, 0.2)
    for share in (0.1, 0.25, 0.4, 0.55):
        shapes[f"{share} at 1, the others anywhere"] = (1 - share) / 5 + share * np.eye(5)[0]
        shapes[f"{share} at 2, the others anywhere"] = (1 - share) / 5 + share * np.eye(5)[1]
    return {name: rng.multinomial(n, shape, draws) for name, shape in shapes.items()}


def found_splits(counts: np.ndarray) -> float:
    """Share of groups said to be in two camps."""
    return float(splits(counts).mean())


def false_alarms(n_one: int, n_other: int, draws: int, seed: int, shift: float = 0.0) -> float:
    """How often a gap is claimed (p under 5 %) between groups whose answers differ by `shift` of a level."""
    rng = np.random.default_rng(seed)

    def answers(centre: float, n: int) -> list[float]:
        return np.clip(np.rint(rng.normal(centre, 1.0, n)), 1, 5).tolist()  # type: ignore[no-any-return]

    pairs = ((answers(2.5 + shift, n_one), answers(2.5, n_other)) for _ in range(draws))
    return sum(permutation_p(one, other, mid=True) < 0.05 for one, other in pairs) / draws


def _hump(mean: float, spread: float) -> np.ndarray:
    shares = np.exp(-0.5 * ((np.arange(1, 6) - mean) / spread) ** 2)
    floor: np.ndarray = np.maximum(shares / shares.sum(), 1e-12)
    return floor


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=20_000)
    draws = asked.parse_args().draws
    print("coverage of the 95 % interval of a score (t on people's own means)")
    for n in (3, 5, 8, 12, 20):
        covered = {shape: coverage_of_scores(shape, n, draws, seed=n) for shape in SHAPES}
        print(f"  n={n:2}: {fmean(covered.values()):.3f}  " + ", ".join(f"{k} {v:.3f}" for k, v in covered.items()))
    print(f"coverage of the whole: {coverage_of_the_whole(min(draws, 4000), seed=1):.3f}")
    print("coverage of the 95 % interval of one question (Dirichlet)")
    for n in range(3, 21):
        print(f"  n={n:2}: " + ", ".join(f"{k} {v:.3f}" for k, v in coverage_of_items(n).items()))
    print("two halves found (four fifths, half, a fifth at the ends); the most a single camp is taken for two")
    for n in (*sorted(BARS), 40, 80, 200):
        planted = [found_splits(two_camps(n, draws, ends, seed=n)) for ends in (0.8, 0.5, 0.2)]
        alone = max(found_splits(c) for c in one_camp(n, draws, seed=n).values())
        print(f"  n={n:3}: " + " ".join(f"{p:.3f}" for p in planted) + f"; {alone:.3f}")
    print("gaps of no, half a, one level between questions of two groups: claimed; by the formula")
    for one, other in ((8, 8), (8, 20), (10, 40), (20, 60)):
        claimed = [false_alarms(one, other, draws // 4, seed=one, shift=shift) for shift in (0.0, 0.5, 1.0)]
        print(f"  {one:2} and {other:2}: " + " ".join(f"{c:.3f}" for c in claimed) + f"; {power(one, other, 1, 1):.3f}")


if __name__ == "__main__":
    main()
