"""What all forms of the dictionary say of an entry."""

from __future__ import annotations

import re
from typing import Any

from assess.diagnose.metrics.names import parse_name
from assess.model.text import Language
from assess.model.treatment_parts import Todo
from assess.treat.dictionary import Entry, Reading

STATUS = {"decided": ("已裁定", "decided"), "agreed": ("口径一致", "agreed"), "proposed": ("待裁定", "to be decided")}


TODO: dict[Todo, tuple[str, str]] = {
    "change": ("改用标准", "adopt"),
    "rename": ("改名", "rename"),
    "keep": ("保留", "keep"),
}


def slug(name: str) -> str:
    """A name that tools accept: small letters of English, digits and underscores. 客单价 is aov, 云贝 is yun_bei."""
    if not name.isascii():
        name = _in_english(name)
    plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()
    return plain if plain and not plain[0].isdigit() else f"m_{plain}"


def _in_english(name: str) -> str:
    """The parts of a name as the lexicon has them, else in pinyin."""
    from pypinyin import lazy_pinyin

    parsed = parse_name(name)
    if parsed.known:
        return "_".join([*sorted(parsed.periods), *sorted(parsed.modifiers), *parsed.core, *sorted(parsed.grains)])
    return "_".join(lazy_pinyin(name))


def slugs(entries: tuple[Entry, ...] | list[Entry]) -> list[str]:
    """One name an entry, each once."""
    used: dict[str, int] = {}
    found = []
    for entry in entries:
        name = slug(entry.standard.name)
        used[name] = used.get(name, 0) + 1
        found.append(name if used[name] == 1 else f"{name}_{used[name]}")
    return found


def status(entry: Entry, language: Language) -> str:
    zh, en = STATUS[entry.status]
    return zh if language == "zh" else en


def todo(entry: Entry, reading: Reading, language: Language) -> str:
    """What becomes of a reading; a proposal is marked as one until somebody has decided."""
    zh, en = TODO[reading.todo]
    word = zh if language == "zh" else en
    if entry.decision is not None or reading.todo == "keep":
        return word
    return f"{word}（建议）" if language == "zh" else f"{word} (proposed)"


def facets_of(entry: Entry) -> dict[str, Any]:
    """The facets a format has no place for, as text; what is not stated is left out."""
    metric = entry.standard
    facets = metric.facets
    assert facets is not None
    told = {
        "label": metric.label, "filter": metric.raw.get("filter", ""), "time_column": facets.time_column,
        "grain": metric.raw.get("grain", "") or ", ".join(sorted(facets.grain)),
        "window": metric.raw.get("window", "") or facets.window, "unit": metric.raw.get("unit", ""),
        "null_default": metric.raw.get("null_default", ""), "additivity": facets.additivity, "owner": metric.owner,
        "department": metric.department, "status": entry.status,
        "decided_by": entry.decision.by if entry.decision else "",
        "decided_at": f"{entry.decision.at:%Y-%m-%d}" if entry.decision else "",
        "reason": entry.decision.reason if entry.decision else "",
        "aliases": list(entry.aliases), "places": list(entry.places),
        "allowed": {r.metric.department: r.metric.metric_id for r in entry.readings if r.allowed},
        "other_readings": [
            {"metric": r.metric.metric_id, "owner": r.metric.owner, "todo": r.todo,
             **({"until": r.until.isoformat()} if r.until else {})}
            for r in entry.readings
        ],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}
