"""The moves as files: a list, SQL for each source, rules for object storage, and the plan in two languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assess.model.evidence import Evidence
from assess.model.treatment_parts import TieringPart, TierRowPart
from assess.treat.page import listed, page
from assess.treat.tiering.how import Moved, engines, statements

COLUMNS = (
    "id", "table", "department", "source", "engine", "tier_from", "tier_to", "used_days", "bytes", "saving_low",
    "saving_base", "saving_high", "currency", "counted_in", "floor", "kept_days", "how",
)  # fmt: skip
TAG = "storage-tier"


def tiering_files(plan: TieringPart, evidence: Evidence) -> dict[str, bytes]:
    """File name below `tiering/` -> bytes: moves.csv, plan.zh.md, plan.en.md, sql/ and policy/; none without a plan."""
    if not plan.planned:
        return {}
    files = {"moves.csv": listed(COLUMNS, [_line(row) for row in plan.rows])}
    places = _places(evidence, {row.table for row in plan.rows})
    for source, rows in _by_source(plan.rows).items():
        engine = rows[0].engine
        moves = [Moved(source, *places[row.table], row.tier_to) for row in rows]
        for name, back in ((f"sql/{source}.sql", False), (f"sql/{source}.back.sql", True)):
            files[name] = _script(engine, rows, statements(engine, moves, back=back), back)
    used = {row.engine for row in plan.rows}
    objects = any(e in engines() and engines()[e].objects for e in used)
    if objects:
        files |= {f"policy/{name}.json": _json(rules) for name, rules in _policies().items()}
    facts = {
        "plan": plan, "objects": objects,
        "engines": {name: engines()[name].offers for name in sorted(used & set(engines()))},
        "without": sorted({row.engine for row in plan.rows if not row.how}),
        "by_hand": [row for row in plan.rows if not row.how],
    }  # fmt: skip
    files |= {f"plan.{language}.md": page("tiering", language, facts) for language in ("zh", "en")}
    return files


def _by_source(rows: Sequence[TierRowPart]) -> dict[str, list[TierRowPart]]:
    found: dict[str, list[TierRowPart]] = {}
    for row in rows:
        if row.how:
            found.setdefault(row.source, []).append(row)
    return found


def _places(evidence: Evidence, tables: set[str]) -> dict[str, tuple[str, str]]:
    rows = evidence.tables[evidence.tables["table_id"].isin(tables)].drop_duplicates("table_id")
    columns = [rows[c].astype(object).tolist() for c in ("table_id", "schema", "name")]
    return {str(table): (str(schema), str(name)) for table, schema, name in zip(*columns, strict=True)}


def _script(engine: str, rows: Sequence[TierRowPart], made: Sequence[str], back: bool) -> bytes:
    ids = f"{rows[0].id} … {rows[-1].id}" if len(rows) > 1 else rows[0].id
    zh, en = ("退回", "Back") if back else ("换存储", "Move to cheaper storage")
    head = [
        f"-- {zh} / {en}: {len(rows)} ({ids}), {engine}",
        "-- 由负责人审过再执行；这里没有一条语句删除数据。",
        "-- To be run by its owner after review; no statement here deletes data.",
        "",
    ]
    body = [one if one.startswith("--") else f"{one};" for one in made]
    return ("\n".join([*head, *body]) + "\n").encode()


def _line(row: TierRowPart) -> list[Any]:
    saving = row.saving
    return [
        row.id, row.table, row.department, row.source, row.engine, row.tier_from, row.tier_to, row.used_days, row.bytes,
        saving.low if saving else None, saving.base if saving else None, saving.high if saving else None,
        saving.currency if saving else None, row.counted_in, row.floor, row.kept_days, row.how,
    ]  # fmt: skip


def _json(rules: Mapping[str, Any]) -> bytes:
    return (json.dumps(rules, indent=2) + "\n").encode()


def _policies() -> dict[str, Any]:
    """Rules for files tagged storage-tier=cold or ice, or below the folders cold/ and ice/ where tags do not work.

    Classes that are read at once, so that queries still run; none expires anything.
    """
    s3 = [
        {"ID": f"tier-{tier}", "Status": "Enabled", "Filter": {"Tag": {"Key": TAG, "Value": tier}},
         "Transitions": [{"Days": days, "StorageClass": name}]}
        for tier, days, name in (("cold", 30, "STANDARD_IA"), ("ice", 1, "GLACIER_IR"))
    ]  # fmt: skip
    gcs = [
        {"action": {"type": "SetStorageClass", "storageClass": name},
         "condition": {"age": 1, "matchesPrefix": [f"{tier}/"]}}
        for tier, name in (("cold", "COLDLINE"), ("ice", "ARCHIVE"))
    ]  # fmt: skip
    azure = [
        {"enabled": True, "name": f"tier-{tier}", "type": "Lifecycle", "definition": {
            "actions": {"baseBlob": {action: {"daysAfterModificationGreaterThan": 0}}},
            "filters": {"blobTypes": ["blockBlob"],
                        "blobIndexMatch": [{"name": TAG, "op": "==", "value": tier}]}}}
        for tier, action in (("cold", "tierToCool"), ("ice", "tierToCold"))
    ]  # fmt: skip
    return {"s3": {"Rules": s3}, "gcs": {"lifecycle": {"rule": gcs}}, "azure": {"rules": azure}}
