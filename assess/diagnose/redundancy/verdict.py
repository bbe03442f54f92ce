"""What two similar tables are to each other, with the reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from assess.diagnose.redundancy.align import Match, align
from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.marks import Marks, read_marks
from assess.diagnose.redundancy.overlap import RowOverlap, other_grain, row_overlap
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.types import agreement

EXACT, NEAR, SUBSET, VERSION = "exact_copy", "near_copy", "subset", "version"
SHARD, LAYER, ENVIRONMENT = "shard", "layer", "environment"
TEMPLATE, FALSE_FRIEND = "template", "false_friend"
COPIES = (EXACT, NEAR, SUBSET)
RELATED = (*COPIES, VERSION, SHARD, LAYER, ENVIRONMENT)  # one thing kept more than once; these make one group

SAME_ROWS = 0.9
CONTAINED = 0.8
PARTLY = 0.3
DISJOINT = 0.1
SLICE = 0.5  # below this share of the other's rows or columns a contained table is a part, not a copy
FORM = 0.7  # weighted Jaccard of columns that count as the same form
FORM_INSIDE = 0.9  # the same within one schema, where alike tables are as a rule not copies
FORM_PROVEN = 0.5  # enough when the rows are proven the same
BETTER = 0.1  # a table that finds so much more alike a partner in a schema has that partner, not this one
TENANTS = 3


@dataclass(frozen=True)
class Pair:
    """Two tables (indices) with their verdict ("" for none worth naming), evidence and reasons.

    `cover` is the share of each table's column weight that is matched; `rows` is None where unseen.
    `confidence` ranks verdicts between 0 and 1; it is not a probability.
    """

    a: int
    b: int
    verdict: str
    matches: tuple[Match, ...]
    cover: tuple[float, float]
    rows: RowOverlap | None
    reasons: tuple[Reason, ...]
    confidence: float

    @property
    def proven(self) -> bool:
        return self.rows is not None


@dataclass
class Judge:
    """Judges pairs of one catalogue; `edges` gives (upstream, downstream) -> file:line."""

    catalogue: Catalogue
    edges: Mapping[tuple[str, str], str]
    weights: Mapping[str, float]
    forms: int
    tenants: Mapping[tuple[str, str], int]
    candidates: Mapping[tuple[int, int], float]
    partners: Mapping[tuple[int, tuple[str, str]], float]
    _marks: dict[int, Marks] = field(default_factory=dict)
    _seen: dict[tuple[int, int], Pair] = field(default_factory=dict)

    def pair(self, one: int, other: int) -> Pair:
        """The verdict on two tables, first the lower index; each pair is judged once."""
        a, b = min(one, other), max(one, other)
        if (a, b) not in self._seen:
            self._seen[a, b] = self._judge(a, b)
        return self._seen[a, b]

    def marks(self, table: int) -> Marks:
        if table not in self._marks:
            source, schema, name = self.catalogue.places[table]
            self._marks[table] = read_marks(name, schema, source)
        return self._marks[table]

    def _judge(self, a: int, b: int) -> Pair:
        catalogue = self.catalogue
        matches = tuple(m for m in align(catalogue, a, b))
        cover, similarity, told = self._cover(a, b, [m for m in matches if m.agrees])
        form = self._cover(a, b, matches)[1]
        seen = catalogue.profiled[a] and catalogue.profiled[b]
        rows = row_overlap(catalogue, matches) if seen else None
        reasons: list[Reason] = []
        if matches:
            reasons.append(say("columns", n=len(matches), a=cover[0], b=cover[1]))
        if rows:
            reasons.append(_rows_said(rows))
        decide = self._by_rows if rows else self._by_form
        verdict, why = decide(a, b, matches, cover, (similarity, form), told, rows)
        if verdict in RELATED:
            retyped = sum(agreement(catalogue.families[m.a], catalogue.families[m.b]) < 1 for m in matches)
            why += [say("types", n=retyped)] if retyped else []
        confidence = _confidence(verdict, rows, similarity, self._alike_rows(a, b))
        return Pair(a, b, verdict, matches, cover, rows, (*reasons, *why), confidence)

    def _by_rows(
        self, a: int, b: int, matches: Sequence[Match], cover: tuple[float, float], alike: tuple[float, float], told: float,
        rows: RowOverlap | None,
    ) -> tuple[str, list[Reason]]:  # fmt: skip
        assert rows is not None
        similarity, form = alike
        shared, least = max(rows.a_in_b.base, rows.b_in_a.base), min(rows.a_in_b.base, rows.b_in_a.base)
        same_form = similarity >= FORM_PROVEN
        if not (same_form or form >= FORM or (max(cover) >= CONTAINED and len(matches) >= 3)):
            return "", []
        grain = other_grain(self.catalogue, matches)
        if grain:
            code = "grain_key" if grain.kind == "key" else "grain_time"
            first, second = grain.rows_per_value
            return FALSE_FRIEND, [say(code, column=_both(grain.columns), a=_plain(first), b=_plain(second))]
        if rows.disputed:
            code = "running" if rows.running_numbers else "other_facts"
            verdict = TEMPLATE if rows.running_numbers else FALSE_FRIEND
            return (verdict, [say(code, key=_both(rows.key))]) if form >= FORM else ("", [])
        if shared < DISJOINT:
            return self._disjoint(a, b, form, max(rows.a_in_b.high, rows.b_in_a.high))
        place = self._by_place(a, b)
        if place:
            return place
        if shared < PARTLY:
            return "", []
        why = [] if rows.support is None else [say("support", share=rows.support)]
        why += [say("values")] if rows.basis == "values" else []
        why += self._derived(a, b)
        version = self._version(a, b, by_words=True)
        if version:
            return VERSION, [*why, *version]
        if shared < SLICE and not same_form:
            return "", []
        if least >= SAME_ROWS and min(cover) >= 0.999 and self._same_types(matches):
            return EXACT, why
        if shared >= CONTAINED and least < SLICE:
            return SUBSET, [*why, say("slice", share=least)]
        if shared >= CONTAINED and min(cover) < SLICE:
            return SUBSET, [*why, say("narrow", share=min(cover))]
        return (NEAR, why) if same_form else (SUBSET, [*why, say("narrow", share=min(cover))])

    def _by_form(
        self, a: int, b: int, matches: Sequence[Match], cover: tuple[float, float], alike: tuple[float, float], told: float,
        rows: RowOverlap | None,
    ) -> tuple[str, list[Reason]]:  # fmt: skip
        similarity, form = alike
        one, other = self.catalogue.places[a], self.catalogue.places[b]
        inside = one[:2] == other[:2]
        mine, theirs = self.marks(a), self.marks(b)
        least = FORM_INSIDE if inside and mine.stem != theirs.stem else FORM
        fits = [agreement(self.catalogue.families[m.a], self.catalogue.families[m.b]) for m in matches]
        if form < least or sum(fits) < 0.75 * len(fits) or told < math.log(max(self.forms, 2)):
            return "", []
        if len(matches) < (2 if mine.stem == theirs.stem else 3) or (not inside and self._better_elsewhere(a, b)):
            return "", []
        if sum(m.telling and not m.agrees for m in matches) * 2 > sum(m.telling for m in matches) > 0:
            return TEMPLATE, [say("disjoint", share=0.0)]
        if similarity < least:
            return "", []
        words = self._grain_words(a, b, matches)
        if words:
            return FALSE_FRIEND, [say("grain_words", a=words[0], b=words[1])]
        place = self._by_place(a, b)
        if place:
            return place
        copies = self.tenants.get((one[0], one[2].lower()), 0)
        if not inside and one[0] == other[0] and one[2].lower() == other[2].lower() and copies >= TENANTS:
            return TEMPLATE, [say("tenants", n=copies)]
        if mine.stem == theirs.stem and mine.shard != theirs.shard and inside:
            return SHARD, [say("metadata")]
        why = [say("metadata"), *self._derived(a, b)]
        version = self._version(a, b, by_words=mine.stem == theirs.stem)
        if version:
            return VERSION, [*why, *version]
        level = self._alike_rows(a, b)
        if inside and mine.stem != theirs.stem and level is False:
            return "", []
        if level is not None:
            counts = {"a": int(self.catalogue.rows[a]), "b": int(self.catalogue.rows[b])}
            why.append(say("same_rows" if level else "other_rows", **counts))
        whole = min(cover) >= 0.999 and self._same_types(matches)
        return EXACT if whole and level is not False else NEAR, why

    def _disjoint(self, a: int, b: int, form: float, most: float) -> tuple[str, list[Reason]]:
        if form < FORM:
            return "", []
        mine, theirs = self.marks(a), self.marks(b)
        place = self._by_place(a, b)
        if place and place[0] == ENVIRONMENT:
            return place
        words = self._grain_words(a, b, ())
        if words:
            return FALSE_FRIEND, [say("grain_words", a=words[0], b=words[1])]
        if mine.stem == theirs.stem and mine.stem and (mine.shard != theirs.shard or mine.dates != theirs.dates):
            return SHARD, [say("shard")]
        return TEMPLATE, [say("disjoint", share=most)]

    def _by_place(self, a: int, b: int) -> tuple[str, list[Reason]] | None:
        """Environment or layer: not redundancy, whatever the rows say."""
        mine, theirs = self.marks(a), self.marks(b)
        if mine.environment != theirs.environment and mine.stem == theirs.stem:
            shown = [m.environment or "prod" for m in (mine, theirs)]
            if shown[0] != shown[1]:
                return ENVIRONMENT, [say("environment", a=shown[0], b=shown[1])]
        for up, down in ((a, b), (b, a)):
            where = self.edges.get((self.catalogue.name(up), self.catalogue.name(down)))
            raised = (self.marks(down).layer or 0) > (self.marks(up).layer or 0)
            if where and raised:
                return LAYER, [say("layer", where=where)]
        return None

    def _version(self, a: int, b: int, by_words: bool) -> list[Reason]:
        mine, theirs = self.marks(a), self.marks(b)
        if by_words and mine.copy != theirs.copy:
            return [say("name_copy", words=[*mine.copy, *theirs.copy])]
        if mine.stem and mine.stem == theirs.stem and (mine.dates, mine.release) != (theirs.dates, theirs.release):
            words = [*mine.dates, *theirs.dates, *(f"v{m.release}" for m in (mine, theirs) if m.release)]
            return [say("name_date", words=words)]
        return []

    def _derived(self, a: int, b: int) -> list[Reason]:
        name = self.catalogue.name
        where = self.edges.get((name(a), name(b))) or self.edges.get((name(b), name(a)))
        return [say("derived", where=where)] if where else []

    def _grain_words(self, a: int, b: int, matches: Sequence[Match]) -> tuple[str, str] | None:
        mine, theirs = self.marks(a).grain, self.marks(b).grain
        if mine != theirs and mine and theirs:
            return mine, theirs
        return None

    def _better_elsewhere(self, a: int, b: int) -> bool:
        """Whether one of the two has a much more alike partner in the schema of the other."""
        places = self.catalogue.places
        best = max(self.partners.get((a, places[b][:2]), 0.0), self.partners.get((b, places[a][:2]), 0.0))
        return self.candidates.get((a, b), best) < best - BETTER

    def _alike_rows(self, a: int, b: int) -> bool | None:
        """Whether the row counts are within a tenth; None where one is unknown or empty."""
        few, many = sorted((self.catalogue.rows[a], self.catalogue.rows[b]))
        if not few > 0 or math.isnan(many):
            return None
        return bool(few >= 0.9 * many)

    def _same_types(self, matches: Sequence[Match]) -> bool:
        return all(self.catalogue.families[m.a] == self.catalogue.families[m.b] for m in matches)

    def _cover(self, a: int, b: int, kept: Sequence[Match]) -> tuple[tuple[float, float], float, float]:
        """Matched share of each table's weight, weighted Jaccard, and the weight matched."""
        weigh = [self._weight(c) for c in self.catalogue.span(a)], [self._weight(c) for c in self.catalogue.span(b)]
        in_a, in_b = sum(self._weight(m.a) for m in kept), sum(self._weight(m.b) for m in kept)
        whole_a, whole_b = sum(weigh[0]), sum(weigh[1])
        if not whole_a or not whole_b:
            return (0.0, 0.0), 0.0, 0.0
        shared = (in_a + in_b) / 2
        return (in_a / whole_a, in_b / whole_b), shared / (whole_a + whole_b - shared), shared

    def _weight(self, column: int) -> float:
        return self.weights.get(self.catalogue.by_name[column], 0.0)


def judge_of(catalogue: Catalogue, edges: pd.DataFrame, candidates: Mapping[tuple[int, int], float]) -> Judge:
    """A judge with what it needs to know of the whole catalogue: rarity of column names, tenants, lineage."""
    shapes: dict[frozenset[str], None] = {}
    for table in range(catalogue.count):
        shapes[frozenset(catalogue.by_name[c] for c in catalogue.span(table))] = None
    seen: dict[str, int] = {}
    for shape in shapes:
        for token in shape:
            seen[token] = seen.get(token, 0) + 1
    weights = {token: math.log1p(len(shapes) / count) for token, count in seen.items() if token}
    names = catalogue.tables["name"].str.lower()
    tenants = catalogue.tables.groupby(["source", names])["schema"].nunique()
    where = {
        (str(up), str(down)): f"{file}:{line}"
        for up, down, file, line in edges[["upstream", "downstream", "file", "line"]].itertuples(index=False)
    }
    counts = {(str(source), str(name)): int(n) for (source, name), n in tenants.items()}  # type: ignore[misc]
    partners: dict[tuple[int, tuple[str, str]], float] = {}
    for (a, b), score in candidates.items():
        for one, other in ((a, b), (b, a)):
            key = (one, catalogue.places[other][:2])
            partners[key] = max(partners.get(key, 0.0), score)
    return Judge(catalogue, where, weights, len(shapes), counts, candidates, partners)


def _rows_said(rows: RowOverlap) -> Reason:
    of = min(rows.a_in_b.of, rows.b_in_a.of)
    return say("rows", key=_both(rows.key), a=rows.a_in_b.base, b=rows.b_in_a.base, of=of)


def _confidence(verdict: str, rows: RowOverlap | None, similarity: float, alike: bool | None) -> float:
    """0.6..1 with rows compared: their support and the tightness of the interval; 0.3..0.7 on form alone."""
    if not verdict:
        return 0.0
    if rows is None:
        return round(0.3 + 0.3 * similarity + (0.1 if alike else 0.0), 2)
    surest = max(rows.a_in_b, rows.b_in_a, key=lambda share: share.base)
    width = surest.high - surest.low
    support = 0.5 if rows.support is None else rows.support
    if verdict in (TEMPLATE, FALSE_FRIEND, SHARD):
        support = 1.0
    return round(0.6 + 0.2 * support + (0.2 if rows.basis == "key" else 0.1) * (1 - width), 2)


def _both(names: tuple[str, str]) -> str:
    return names[0] if names[0].lower() == names[1].lower() else " = ".join(names)


def _plain(value: float) -> Any:
    return int(value) if value >= 10 or value == int(value) else f"{value:.1f}"
