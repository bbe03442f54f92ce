"""Which finding of the later check-up goes on from which of the earlier one.

In this order: the same key; the same subjects once renamed tables have their new name and definitions are known by
file and name rather than by line; then the best assignment over findings of one detector that share subjects. What is
left over and lies inside a finding already matched has merged into it, or come out of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assess.model.comparison import Match
from assess.model.result import FindingPart
from assess.operate.compare.renames import assign, jaccard

LEAST = 0.3  # Jaccard of subjects from which two findings are one matter, their first subject being another
INSIDE = 0.5  # share of a finding's subjects that lie in another for it to have merged into it
MAIN = 0.25  # what an equal first subject adds to the score
_LINE = re.compile(r"^(?P<file>[^\n]*?):\d+ (?P<name>.*)$", re.S)


@dataclass(frozen=True, slots=True)
class Pair:
    before: FindingPart
    after: FindingPart
    how: Match
    similarity: float


@dataclass(slots=True)
class Matched:
    """`merged` and `split` hold a left-over finding and the pair it belongs to."""

    pairs: list[Pair] = field(default_factory=list)
    merged: list[Pair] = field(default_factory=list)
    split: list[Pair] = field(default_factory=list)
    before: list[FindingPart] = field(default_factory=list)
    after: list[FindingPart] = field(default_factory=list)


def stable(subject: str) -> str:
    """A subject as it is called in every check-up: a definition by its file and name, whatever its line."""
    found = _LINE.match(subject)
    return f"{found['file']} {found['name']}" if found else subject


def subjects_of(finding: FindingPart, renamed: Mapping[str, str]) -> frozenset[str]:
    return frozenset(stable(renamed.get(subject, subject)) for subject in finding.subjects)


def match(before: Sequence[FindingPart], after: Sequence[FindingPart], renamed: Mapping[str, str]) -> Matched:
    """Every finding of both sides once: in a pair, merged or split, or left over in `before` or `after`."""
    found = Matched()
    old = {f.id: (f, subjects_of(f, renamed)) for f in before}
    new = {f.id: (f, subjects_of(f, {})) for f in after}
    for how, key in (("key", lambda f, _s: f.key), ("subjects", lambda f, s: (f.detector, s))):
        waiting = {key(f, s): f.id for f, s in new.values()}
        for f, s in list(old.values()):
            partner = waiting.pop(key(f, s), None)
            if partner:
                found.pairs.append(Pair(f, new.pop(partner)[0], how, 1.0))  # type: ignore[arg-type]
                del old[f.id]
    scores = _scores(old, new)
    for a, b in assign(scores).items():
        found.pairs.append(Pair(old[a][0], new[b][0], "similar", jaccard(old[a][1], new[b][1])))
    for pair in found.pairs:
        old.pop(pair.before.id, None)
        new.pop(pair.after.id, None)
    for f, s in old.values():
        into = _inside(f, s, [(p.after, subjects_of(p.after, {})) for p in found.pairs])
        if into:
            found.merged.append(Pair(f, into[0], "merged", into[1]))
        else:
            found.before.append(f)
    for f, s in new.values():
        out_of = _inside(f, s, [(p.before, subjects_of(p.before, renamed)) for p in found.pairs])
        if out_of:
            found.split.append(Pair(out_of[0], f, "split", out_of[1]))
        else:
            found.after.append(f)
    return found


_Told = Mapping[str, tuple[FindingPart, frozenset[str]]]


def _scores(old: _Told, new: _Told) -> dict[tuple[str, str], float]:
    """Score of the pairs of one detector that share a subject and are alike enough."""
    by_subject: dict[tuple[str, str], list[str]] = defaultdict(list)
    for f, subjects in new.values():
        for subject in subjects:
            by_subject[f.detector, subject].append(f.id)
    scores = {}
    for f, subjects in old.values():
        near = {other for subject in subjects for other in by_subject.get((f.detector, subject), ())}
        for other in sorted(near):
            g, theirs = new[other]
            alike = jaccard(subjects, theirs)
            main = bool(f.subjects and g.subjects) and stable(g.subjects[0]) in subjects and stable(
                f.subjects[0]) in theirs  # fmt: skip
            if alike >= LEAST or main:
                scores[f.id, other] = alike + MAIN * main
    return scores


def _inside(
    finding: FindingPart, subjects: frozenset[str], others: Sequence[tuple[FindingPart, frozenset[str]]]
) -> tuple[FindingPart, float] | None:
    """The finding of the same detector that holds most of `subjects`, with the share; None below `INSIDE`."""
    shares = [
        (len(subjects & theirs) / len(subjects), -n)
        for n, (other, theirs) in enumerate(others)
        if other.detector == finding.detector and subjects
    ]
    best = max(shares, default=(0.0, 0))
    held = [o for o in others if o[0].detector == finding.detector and subjects]
    if best[0] < INSIDE or not held:
        return None
    return others[-best[1]][0], best[0]
