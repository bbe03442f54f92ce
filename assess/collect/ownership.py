"""Whose a file, a table or a user of a query log is, by the rules of `engagement.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from assess.model.engagement import Owned
from assess.model.evidence import Evidence

Kind = Literal["files", "tables", "users"]
KINDS: tuple[Kind, ...] = ("files", "tables", "users")
WORDS = {"files": ("文件", "file"), "tables": ("表", "table"), "users": ("用户", "user")}


@dataclass
class Ownership:
    """The rules in the order of the file: the first that fits decides. Which of them ever did is remembered."""

    rules: Sequence[Owned] = ()
    matched: set[int] = field(default_factory=set)
    _asked: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._patterns = {
            kind: [
                (place, pattern_of(getattr(rule, kind), kind), rule.department)
                for place, rule in enumerate(self.rules) if getattr(rule, kind).strip()
            ]
            for kind in KINDS
        }  # fmt: skip

    def of_file(self, file: str) -> str:
        """The department of a file, by its path relative to the engagement; empty where no rule says."""
        return self._first("files", [file]) if file and not file.startswith("view:") else ""

    def of_table(self, table_id: str) -> str:
        """The department of a table, by its id or an ending of it (`dw.orders` of `erp.dw.orders`)."""
        parts = table_id.split(".")
        return self._first("tables", [".".join(parts[start:]) for start in range(len(parts))]) if table_id else ""

    def of_user(self, *names: str) -> str:
        """The department of a user of a log, by any of the names it has there (user, role)."""
        return self._first("users", [name for name in names if name])

    def has(self, kind: Kind) -> bool:
        """Whether there is a rule of this kind."""
        return bool(self._patterns[kind])

    def _first(self, kind: Kind, names: list[str]) -> str:
        if not names or not self._patterns[kind]:
            return ""
        key = (kind, "\n".join(names))
        if key not in self._asked:
            if len(self._asked) > 100_000:
                self._asked.clear()
            self._asked[key] = ""
            for place, pattern, department in self._patterns[kind]:
                if any(pattern.fullmatch(name) for name in names):
                    self.matched.add(place)
                    self._asked[key] = department
                    break
        return self._asked[key]


def pattern_of(text: str, kind: Kind) -> re.Pattern[str]:
    """The pattern as a regular expression, whatever the case: `*` any characters, of a file's name without slash."""
    within = "[^/]" if kind == "files" else "."
    marks = {"**/": "(?:.*/)?", "**": ".*", "*": f"{within}*", "?": within}
    wanted = text.strip().removeprefix("./").replace("\\", "/") if kind == "files" else text.strip()
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", wanted)
    return re.compile("".join(marks.get(part, re.escape(part)) for part in parts), re.IGNORECASE | re.DOTALL)


def owned(evidence: Evidence, rules: Ownership) -> Evidence:
    """The evidence with departments by the rules of files and tables.

    A file's rule counts for its statements, their edges and its metrics; a table's rule for the table, whatever
    department its source has.
    """
    frames = {name: evidence[name] for name in Evidence.__dataclass_fields__}
    if rules.has("files"):
        for name in ("statements", "edges", "metrics"):
            frames[name] = _ruled(frames[name], "file", rules.of_file)
    if rules.has("tables"):
        frames["tables"] = _ruled(frames["tables"], "table_id", rules.of_table)
    return Evidence.of(frames)


def _ruled(frame: pd.DataFrame, column: str, rule: Any) -> pd.DataFrame:
    said = frame[column].map({value: rule(value) for value in frame[column].unique()}).astype("string").fillna("")
    return frame.assign(department=frame["department"].where(said == "", said))


def coverage_of_rules(rules: Ownership) -> Evidence:
    """A row of coverage for each rule that fitted nothing; run it last, when all was asked."""
    rows = []
    for place, rule in enumerate(rules.rules):
        if place in rules.matched:
            continue
        kind = next(kind for kind in KINDS if getattr(rule, kind).strip())
        zh, en = WORDS[kind]
        pattern = getattr(rule, kind)
        rows.append(
            {"input": f"ownership[{place}]", "kind": "ownership", "department": rule.department, "available": False,
             "seen": 0, "unit_zh": "条规则", "unit_en": "rules",
             "why_zh": f"没有{zh}符合“{pattern}”，或已由前面的规则决定。",
             "why_en": f'No {en} fits "{pattern}", or an earlier rule decided.'}
        )  # fmt: skip
    return Evidence.of({"coverage": rows})
