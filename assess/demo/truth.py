"""What was planted in the sample company: the answers a check-up is measured against. No detector reads it.

truth.json is one object (table ids as in the evidence, departments by id):

- `copies`: `[{id, master, members, departments, columns}]`; `members` has the master first; `columns` (wide table
  only) gives per member the name it has for each of the master's columns.
- `personal_copies`: `[{id, master, exposed, masked, same_department}]`; `exposed` gives per copy outside the master's
  department the columns of phone and ID numbers it holds; the copies in the other two are none of it.
- `versions`: `[{table, of, kind}]`, kind `backup`, `version` or `snapshot`.
- `look_alikes`: `[{id, kind, why, tables}]`: no two of `tables` are copies of each other.
- `conflicts`, `synonyms`, `same_definitions`, `different_metrics`:
  `[{id, metrics: [{id, department, name}]}]`, metric ids as in the evidence; conflicts also have `facets`.
  In `conflicts` every pair conflicts, in `synonyms` every pair says the same under two names; in the other two
  no pair is either. A synonym of one side of a conflict is in conflict with the other sides too.
- `parallel_derivations`: `[{id, tables, departments, same_values}]`; every pair is the same derivation.
  `same_values` holds those of them whose rows come out the same too: a detector of copies that names these is right.
- `not_parallel`: `[{tables, why}]`: same sources, no duplicate.
- `hubs` (tables many departments read), `chain` (a serial chain in order), `single_point_of_failure` (the one
  that was planted; a hub may be another).
  The shared layer that the lineage implies is these hubs; three are sources, and no derived table lies below the
  fourth. The chain is as long from JD's orders as from Tmall's, so its first two steps may be either. Apart from IT's
  warehouse the departments have no detail layer: that most summaries read sources directly is so.
- `unused` (last read over a year ago), `ice` (over five years), `without_owner`, `without_description`,
  `without_retention`: table ids as the exports have them.
- `contradictions`: `[{item, claim, against}]`; `perception_gaps`: items the top sees about a level or more higher.
- `broken_script`: the one that does not parse. `counts`: tables, scripts, metrics, respondents, departments.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from assess.demo.departments import BY_SOURCE, KEEPERS
from assess.demo.estate import Estate
from assess.demo.metric_lists import metric_rows, planted_metrics
from assess.demo.scripts import lineage_notes, scripts
from assess.demo.shelf import notes
from assess.demo.world import CLOCK

GAP_ITEMS = ("q1_3", "q5_4", "q5_6", "q9_1")


def truth_of(
    estate: Estate,
    facts: dict[str, dict[str, Any]],
    wide: list[dict[str, Any]],
    copies: list[dict[str, Any]],
    look_alikes: list[dict[str, Any]],
    versions: list[dict[str, Any]],
) -> dict[str, Any]:
    """Everything planted, in the shape this module describes."""
    lineage, answers = lineage_notes(), notes("answers.yaml")
    return {
        "copies": [_wide_group(wide), *(_copy_group(group) for group in copies)],
        "personal_copies": [
            {"id": group["id"], "master": group["members"][0]["table"], **group["personal"]}
            for group in copies
            if "personal" in group
        ],
        "versions": [{key: version[key] for key in ("table", "of", "kind")} for version in versions],
        "look_alikes": [{key: group[key] for key in ("id", "kind", "why", "tables")} for group in look_alikes],
        **_metrics(),
        "parallel_derivations": [_parallel(estate, group) for group in lineage["parallel"]],
        "not_parallel": lineage["not_parallel"],
        "hubs": lineage["hubs"],
        "chain": lineage["chain"],
        "single_point_of_failure": lineage["single_point_of_failure"],
        "broken_script": f"sql/{lineage['broken']}",
        **_gaps(facts),
        "contradictions": answers["contradictions"],
        "perception_gaps": list(GAP_ITEMS),
        "counts": {
            "departments": len(KEEPERS),
            "tables": len(estate.tables()),
            "scripts": len(scripts()),
            "metrics": len(metric_rows()),
            "respondents": sum(answers["respondents"].values()),
        },
    }


def write_truth(truth: dict[str, Any], folder: Path) -> None:
    """truth.json, the same bytes for the same truth."""
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "truth.json").write_text(text, "utf-8")


def _departments(tables: Iterable[str]) -> list[str]:
    return sorted({BY_SOURCE[table.split(".")[0]].id for table in tables})


def _wide_group(wide: list[dict[str, Any]]) -> dict[str, Any]:
    members = [member["table"] for member in wide]
    return {
        "id": "member_orders",
        "master": members[0],
        "members": members,
        "departments": _departments(members),
        "columns": {member["table"]: member["columns"] for member in wide},
    }


def _copy_group(group: dict[str, Any]) -> dict[str, Any]:
    members = [member["table"] for member in group["members"]]
    return {"id": group["id"], "master": members[0], "members": members, "departments": _departments(members)}


def _metrics() -> dict[str, list[dict[str, Any]]]:
    by_name = {f"{row['department']} {row['name']}": row for row in metric_rows()}
    names = {
        "conflicts": "conflicts",
        "synonyms": "synonyms",
        "same": "same_definitions",
        "different": "different_metrics",
    }

    def group(told: dict[str, Any]) -> dict[str, Any]:
        shown = [
            {"id": row["id"], "department": row["department"], "name": row["name"]}
            for row in (by_name[metric] for metric in told["metrics"])
        ]
        return {**told, "metrics": shown}

    return {names[kind]: [group(told) for told in groups] for kind, groups in planted_metrics().items()}


def _parallel(estate: Estate, group: dict[str, Any]) -> dict[str, Any]:
    return {**group, "departments": _departments(group["tables"]), "same_values": _same_values(estate, group["tables"])}


def _same_values(estate: Estate, tables: list[str]) -> list[list[str]]:
    """Tables of one derivation by equal numbers: as many rows, and the same sum of the biggest measure."""
    weighed: dict[tuple[int, int], list[str]] = {}
    for table in tables:
        numbers = [
            name for name, kind in estate.columns(table) if kind.split("(")[0] in ("DECIMAL", "DOUBLE", "HUGEINT")
        ]
        sums = [
            float((estate.con.execute(f'SELECT coalesce(sum("{name}"), 0) FROM {table}').fetchone() or (0,))[0])
            for name in numbers
        ]
        weighed.setdefault((estate.count(table), round(max(sums, default=0.0))), []).append(table)
    return sorted(sorted(same) for same in weighed.values() if len(same) > 1)


def _gaps(facts: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    def older(days: int) -> list[str]:
        return sorted(t for t, fact in facts.items() if CLOCK - fact["last_read"] > timedelta(days=days))

    return {
        "unused": older(365),
        "ice": older(1825),
        "without_owner": sorted(table for table, fact in facts.items() if not fact["owner"]),
        "without_description": sorted(table for table, fact in facts.items() if not fact["about"]),
        "without_retention": sorted(table for table, fact in facts.items() if fact["retention_days"] is None),
    }
