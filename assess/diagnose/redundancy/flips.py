"""What would change the choice of a master: one weight, or one fact that is missing today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assess.model.text import Text

MOST_SAID = 6
_FULL = 10.0
_TINY = 1e-9
_CALLED = {
    "columns": ("字段完整", "columns"), "rows": ("行数完整", "rows"), "freshness": ("更新及时", "freshness"),
    "retention": ("保留期", "retention"), "consumers": ("下游数", "consumers"),
    "upstream": ("上游位置", "upstream position"), "quality": ("质量", "quality"),
    "owner": ("有负责人", "a known owner"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """The master, the tables that could be chosen instead, and the points, weights and totals of all."""

    master: str
    others: Sequence[str]
    points: Mapping[str, Mapping[str, float | None]]
    weights: Mapping[str, float]
    totals: Mapping[str, float]

    def shown(self, table: str, criterion: str) -> float:
        """The points that count: the mean of the known ones where a table's are unknown."""
        own = self.points[table][criterion]
        if own is not None:
            return own
        known = [p for of in self.points.values() if (p := of[criterion]) is not None]
        return sum(known) / len(known) if known else 0.0


@dataclass(frozen=True, slots=True)
class Reweighed:
    """The weight of `criterion` at which `table` draws level with the master; beyond it, away from today's weight,
    it is chosen."""

    criterion: str
    table: str
    weight: float
    times: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The points of `about` in `criterion`, unknown today, at which `table` draws level; more of them (`more`) or
    fewer and it is chosen. Where nobody's are known `about` is empty and `points` the lead over the master."""

    criterion: str
    table: str
    about: str
    points: float
    more: bool


def flips_of(standing: Standing) -> tuple[Text, ...]:
    """Sentences on the smallest change of each weight and of each missing fact that changes the choice, nearest
    first, at most `MOST_SAID`; empty where none does."""
    changed = sorted(reweighed(standing), key=_change)
    learned = sorted(learnt(standing), key=lambda flip: (not flip.more, flip.criterion))
    half = MOST_SAID // 2
    few = learned[: max(half, MOST_SAID - len(changed))]
    return (*map(_of_weight, changed[: MOST_SAID - len(few)]), *map(_of_fact, few))


def _change(flip: Reweighed) -> tuple[float, str]:
    """How many times more or less the weight is."""
    return round(max(flip.times, 1 / max(flip.times, _TINY)), 6), flip.criterion


def reweighed(standing: Standing) -> Iterator[Reweighed]:
    """Per criterion the nearest greater and the nearest lesser weight that give another master."""
    for criterion, weight in standing.weights.items():
        found = []
        for other in standing.others:
            ahead = standing.totals[standing.master] - standing.totals[other]
            better = standing.shown(other, criterion) - standing.shown(standing.master, criterion)
            if weight > 0 and abs(better) > _TINY and weight + ahead / better >= 0:
                found.append(Reweighed(criterion, other, weight + ahead / better, 1 + ahead / better / weight))
        more = [flip for flip in found if flip.times > 1]
        less = [flip for flip in found if flip.times < 1]
        if more:
            yield min(more, key=lambda flip: (flip.times, flip.table))
        if less:
            yield max(less, key=lambda flip: (flip.times, flip.table))


def learnt(standing: Standing) -> Iterator[Learned]:
    """Per criterion the missing fact of another table, else of the master, that could give another master.

    A fact learnt moves the mean that stands for what is still unknown of others; that is reckoned with.
    """
    for criterion, weight in standing.weights.items():
        known = [p for of in standing.points.values() if (p := of[criterion]) is not None]
        found = []
        for other in standing.others:
            ahead = standing.totals[standing.master] - standing.totals[other]
            if not known and criterion != "owner" and weight and ahead / weight < _FULL:
                found.append(Learned(criterion, other, "", ahead / weight, True))
            for about in (other, standing.master):
                points = _level(standing, criterion, (other, about), known, ahead / weight if weight else _FULL + 1)
                if points is not None:
                    found.append(Learned(criterion, other, about, points, about == other))
        if found:
            yield min(found, key=lambda f: (not f.more, f.points if f.more else -f.points, f.table))


def _level(
    standing: Standing, criterion: str, pair: tuple[str, str], known: Sequence[float], lacking: float
) -> float | None:
    """The points of the second that make up what the first lacks, if they lie between 0 and 10."""
    other, about = pair
    against = standing.master if about == other else other
    if standing.points[about][criterion] is not None or not known:
        return None
    # d(x) = the points of `about`, x, less those of `against`; unknown there, these are (sum + x) / (count + 1)
    fixed = standing.points[against][criterion]
    slope, start = (1.0, -fixed) if fixed is not None else (
        len(known) / (len(known) + 1), -sum(known) / (len(known) + 1),
    )  # fmt: skip
    now = standing.shown(about, criterion) - standing.shown(against, criterion)
    wanted = now + lacking if about == other else now - lacking
    points = (wanted - start) / slope
    return points if 0 <= points <= _FULL and (points < _FULL if about == other else points > 0) else None


def _of_weight(flip: Reweighed) -> Text:
    zh, en = _CALLED[flip.criterion]
    if flip.times > 1:
        times = _figure(flip.times)
        return Text(
            f"“{zh}”的权重超过现在的 {times} 倍，主表改为 {flip.table}。",
            f"The choice flips to {flip.table} if {en} counts more than {times} times as much.",
        )
    weight = _figure(flip.weight)
    return Text(
        f"“{zh}”的权重低于 {weight}，主表改为 {flip.table}。",
        f"The choice flips to {flip.table} if {en} weighs less than {weight}.",
    )


def _of_fact(flip: Learned) -> Text:
    zh, en = _CALLED[flip.criterion]
    points = _figure(flip.points)
    if not flip.about:
        return Text(
            f"“{zh}”现在谁都未知；查明后 {flip.table} 若高出主表 {points} 分以上（满分 10），主表改为它。",
            f"The choice flips to {flip.table} if {en}, not known today, came {points} of 10 above the master's.",
        )
    if flip.more:
        return Text(
            f"{flip.about} 的“{zh}”现在未知；查明后若高于 {points} 分（满分 10），主表改为 {flip.table}。",
            f"The choice flips to {flip.table} if {en} of {flip.about}, not known today, came above {points} of 10.",
        )
    return Text(
        f"{flip.about} 的“{zh}”现在未知；查明后若低于 {points} 分（满分 10），主表改为 {flip.table}。",
        f"The choice flips to {flip.table} if {en} of {flip.about}, unknown today, turned out below {points} of 10.",
    )


def _figure(value: float) -> str:
    return f"{value:.3g}" if value >= 0.01 else f"{value:.1g}"
