"""How well the copies of the perturbed company are found: groups, columns, verdicts, and nothing saved on look-alikes.

    python -m benchmarks.redundancy.quality [--seeds 1,2] [--logical 100] [--schemas shared|demo] [--errors FILE]

What is asked of each run, and what truth means on metadata alone, is in perturb/truth.py. Figures:

- group F1, pairwise: pairs of tables in one group (copies and old states; an old state's group is joined to its
  table's), against the pairs of true groups. Pairs that metadata cannot decide count neither way; how many of them
  were called copies stands beside it. Exact: the share of true groups found with exactly their tables, and F1 of that.
- columns: of the pairs that the tool puts into a group and that truth calls copies, its one-to-one matches against
  the planted ones; the same for renamed columns only.
- verdicts: each planted table's verdict beside the master or centre that the tool compares it with; a row is what is
  true of that pair, a column what the tool said, "-" is not grouped with its family at all.
- saving: claims of redundant-tables that price a template or a false friend; must be none.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assess.collect.catalog_file import read_catalogs
from assess.collect.run import collect
from assess.diagnose.redundancy.groups import Copies, find_copies
from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.evidence import Evidence
from assess.store.engagement_file import load_engagement
from benchmarks.redundancy.perturb import Company, build_company
from benchmarks.redundancy.perturb.truth import LOOKALIKES, REPEATS

CLOCK = datetime(2026, 11, 22, 1, tzinfo=UTC)
RATES = (0.1, 0.25, 0.4, 1.0)
VERDICTS = ("exact_copy", "near_copy", "subset", "version", *LOOKALIKES)
Pairs = set[tuple[str, str]]


@dataclass
class Score:
    """Counts of one run. `errors` are lines that name what went wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    undecided: int = 0
    groups_exact: int = 0
    groups_true: int = 0
    groups_found: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    accepted: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    priced: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def exact_f1(self) -> float:
        return 2 * self.groups_exact / max(1, self.groups_true + self.groups_found)

    def columns_of(self, what: str) -> tuple[float, float]:
        """Precision and recall of matched columns: `all` or `renamed`."""
        right, said, true = (self.columns[f"{part} {what}"] for part in ("right", "said", "true"))
        return right / max(1, said), right / max(1, true)

    def recall_of(self, verdict: str) -> float:
        return self.accepted[verdict] / max(1, self.asked[verdict])


def evidence_of(company: Company, values: bool) -> Evidence:
    """The company as the tool sees it: collected with values and exports, or its exports alone."""
    if not values:
        return read_catalogs(sorted((company.folder / "catalogs").glob("*.csv")), root=company.folder)
    return collect(load_engagement(company.folder), company.folder, CLOCK)


def score(company: Company, evidence: Evidence, values: bool) -> Score:
    """One run of the tool held against the truth."""
    found = Score()
    copies = find_copies(evidence)
    truth = {(p["a"], p["b"]): p for p in company.truth["pairs"]}
    _score_groups(found, copies, company.truth, truth, values)
    _score_columns(found, copies, company.truth, truth)
    _score_verdicts(found, copies, company.truth, truth, values)
    found.priced = _priced_look_alikes(company, evidence, truth)
    return found


def _score_groups(
    found: Score, copies: Copies, told: Mapping[str, Any], truth: Mapping[tuple[str, str], Any], values: bool
) -> None:
    clusters = _clusters(copies)
    said = {pair for cluster in clusters for pair in combinations(sorted(cluster), 2)}
    true: Pairs = {pair for group in told["groups"] for pair in combinations(sorted(group["tables"]), 2)}
    open_pairs = set() if values else {key for key, pair in truth.items() if not pair["decidable_on_metadata"]}
    found.right, found.undecided = len((said & true) - open_pairs), len(said & open_pairs)
    found.wrong, found.missed = len(said - true - open_pairs), len(true - said - open_pairs)
    for what, pairs in (("WRONGLY GROUPED", said - true - open_pairs), ("MISSED", true - said - open_pairs)):
        found.errors += [f"{what} {a} | {b}: {_about(truth.get((a, b)))}" for a, b in sorted(pairs)]
    left_out = {t for a, b in open_pairs for t in (a, b)}
    wanted = {frozenset(g["tables"]) - left_out for g in told["groups"]}
    got = {frozenset(c) - left_out for c in clusters}
    wanted, got = ({group for group in groups if len(group) > 1} for groups in (wanted, got))
    found.groups_exact, found.groups_true, found.groups_found = len(wanted & got), len(wanted), len(got)


def _clusters(copies: Copies) -> list[set[str]]:
    """Tables joined through the repeats of any group."""
    part: dict[str, set[str]] = {}
    for group in copies.groups:
        names = {copies.catalogue.name(m.table) for m in group.members if m.verdict in REPEATS}
        if not names:
            continue
        joined = {copies.catalogue.name(group.master), *names}
        for name in list(joined):
            joined |= part.get(name, set())
        for name in joined:
            part[name] = joined
    return list({id(cluster): cluster for cluster in part.values()}.values())


def _score_columns(found: Score, copies: Copies, told: Mapping[str, Any], truth: Mapping[tuple[str, str], Any]) -> None:
    for group in copies.groups:
        for member in group.members:
            a, b = (copies.catalogue.name(t) for t in (member.pair.a, member.pair.b))
            pair = truth.get((min(a, b), max(a, b)))
            if member.verdict not in REPEATS or pair is None or pair["verdict"] not in REPEATS:
                continue
            mine, theirs = told["tables"][a]["columns"], told["tables"][b]["columns"]
            by_concept = {facts["concept"]: name for name, facts in theirs.items()}
            true = {(n, by_concept[f["concept"]]) for n, f in mine.items() if f["concept"] in by_concept}
            names = copies.catalogue.column_names
            said = {(names[m.a], names[m.b]) for m in member.pair.matches}
            renamed = {
                (x, y) for x, y in true | said if mine[x]["renamed"] != theirs[y]["renamed"] or mine[x]["renamed"]
            }
            for what, keep in (("all", true | said), ("renamed", renamed)):
                found.columns[f"right {what}"] += len(true & said & keep)
                found.columns[f"said {what}"] += len(said & keep)
                found.columns[f"true {what}"] += len(true & keep)
            found.errors += [f"COLUMNS {a}.{x} is not {b}.{y}" for x, y in sorted(said - true)]
            found.errors += [f"COLUMN MISSED {a}.{x} is {b}.{y}" for x, y in sorted(true - said)]


def _score_verdicts(
    found: Score, copies: Copies, told: Mapping[str, Any], truth: Mapping[tuple[str, str], Any], values: bool
) -> None:
    """Each planted table once: beside the one it was made from where both were compared, else any of its family."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for group in copies.groups:
        master = copies.catalogue.name(group.master)
        for member in group.members:
            name = copies.catalogue.name(member.table)
            said[name][master] = said[master][name] = member.verdict
    for name, facts in told["tables"].items():
        if not facts["of"]:
            continue
        family = [o for o in said[name] if told["tables"][o]["family"] == facts["family"]]
        other = facts["of"] if facts["of"] in family or not family else min(family)
        pair = truth[min(name, other), max(name, other)]
        if not values and not pair["decidable_on_metadata"]:
            continue
        accept = pair["with_values"] if values else pair["on_metadata"]
        row = "superset" if facts["kind"] == "superset" and pair["verdict"] == "subset" else pair["verdict"]
        verdict = said[name].get(other, "-")
        found.verdicts[row][verdict] += 1
        found.asked[row] += 1
        found.accepted[row] += verdict in accept
        if verdict not in accept:
            found.errors.append(f"VERDICT {name} | {other}: said {verdict}; {_about(pair)} (planted {facts['kind']})")


def _about(pair: Mapping[str, Any] | None) -> str:
    if pair is None:
        return "unrelated"
    return f"true {pair['verdict']}, rows {pair['a_in_b']:.2f} / {pair['b_in_a']:.2f}"


def _priced_look_alikes(company: Company, evidence: Evidence, truth: Mapping[tuple[str, str], Any]) -> list[str]:
    """Claims with a saving in which a table only looks like the master or is unrelated to it."""
    detectors()
    case = Case(evidence, load_engagement(company.folder), CLOCK)
    wrong = []
    for claim in DETECTORS["redundant-tables"].judge(case).claims:
        master, *members = claim.subjects
        for member in members:
            pair = truth.get((min(master, member), max(master, member)))
            paid = claim.facts["by_table"].get(member, {}).get("base", 0)
            if paid and (pair is None or pair["verdict"] in ("template", "false_friend")):
                wrong.append(f"SAVING {paid:,.0f} on {member} beside {master}: {_about(pair)}")
    return wrong


def run(
    seed: int, rate: float, *, logical: int = 100, schemas: str = "shared", columns_renamed: float = 0.1
) -> dict[str, Score]:
    """Build one company and score it: {"values": …, "metadata": …}."""
    with TemporaryDirectory() as folder:
        company = build_company(
            Path(folder), seed=seed, logical=logical, tables_renamed=rate, columns_renamed=columns_renamed,
            schemas=schemas,
        )  # fmt: skip
        return {
            name: score(company, evidence_of(company, values), values)
            for name, values in (("values", True), ("metadata", False))
        }


def show(name: str, found: Score) -> str:
    """One line of a run."""
    p, r = found.columns_of("all")
    q, s = found.columns_of("renamed")
    return (
        f"{name:<22} F1 {found.f1:.3f} (P {found.precision:.3f} R {found.recall:.3f})  groups exact "
        f"{found.groups_exact}/{found.groups_true} F1 {found.exact_f1:.3f}  columns P {p:.3f} R {r:.3f}  "
        f"renamed P {q:.3f} R {s:.3f}  priced look-alikes {len(found.priced)}"
        + (f"  undecidable called copies {found.undecided}" if found.undecided else "")
    )


def matrix(scores: Sequence[Score]) -> str:
    """The confusion matrix of several runs together, with the recall of each verdict."""
    head = ("-", *VERDICTS)
    lines = [f"{'true / said':<14}" + "".join(f"{v[:10]:>11}" for v in head) + "     recall"]
    for row in ("exact_copy", "near_copy", "subset", "superset", *VERDICTS[3:]):
        counts: Counter[str] = sum((found.verdicts[row] for found in scores), Counter())
        asked, right = sum(f.asked[row] for f in scores), sum(f.accepted[row] for f in scores)
        if asked:
            cells = "".join(f"{counts[v] or '.':>11}" for v in head)
            lines.append(f"{row:<14}{cells}{right / asked:>11.3f}")
    return "\n".join(lines)


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--logical", type=int, default=100)
    parser.add_argument("--schemas", default="shared", choices=("shared", "demo"))
    parser.add_argument("--rates", default=",".join(map(str, RATES)))
    parser.add_argument("--columns-renamed", type=float, default=0.1)
    parser.add_argument("--errors", type=Path, help="write every error to this file")
    parser.add_argument("--json", type=Path, help="write the headline figures to this file")
    asked = parser.parse_args()
    kept: dict[str, list[Score]] = {"values": [], "metadata": []}
    lines, figures = [], {}
    for seed in map(int, asked.seeds.split(",")):
        for rate in map(float, asked.rates.split(",")):
            began = time.process_time()
            scores = run(
                seed, rate, logical=asked.logical, schemas=asked.schemas, columns_renamed=asked.columns_renamed
            )
            for name, found in scores.items():
                title = f"{name}, {rate:.0%}, seed {seed}"
                print(show(title, found), flush=True)
                kept[name].append(found)
                lines += [f"[{title}] {line}" for line in (*found.errors, *found.priced)]
                figures[title] = {"f1": found.f1, "precision": found.precision, "recall": found.recall}
            print(f"{'':<22} {time.process_time() - began:.0f} CPU seconds", flush=True)
    for name, runs in kept.items():
        print(f"\nverdicts, {name}, all runs\n{matrix(runs)}")
    if asked.errors:
        asked.errors.write_text("\n".join(lines) + "\n", "utf-8")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
