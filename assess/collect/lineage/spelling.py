"""One spelling for a table that no catalogue holds and statements name in several ways."""

from __future__ import annotations

from collections.abc import Iterable

from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA

ENDS = (("edges", "upstream"), ("edges", "downstream"), ("statements", "target"), ("column_edges", "upstream"),
        ("column_edges", "downstream"), ("runs", "downstream"))  # fmt: skip


def one_spelling(evidence: Evidence) -> Evidence:
    """The evidence with every name that can only mean a table some statement fills written as that statement does.

    Case does not count; project.schema.table and schema.table are one where no other table could be meant. A name
    without a schema means a table of another schema only within the same source. Tables of the catalogue keep their
    ids, and an edge that turns out to go from a table to itself is dropped.
    """
    known = {str(name) for name in evidence.tables["table_id"]}
    written = [
        (str(target), str(source))
        for target, source in zip(evidence.statements["target"], evidence.statements["source"], strict=True)
        if target and target not in known
    ]
    if not written:
        return evidence
    spellings = _Spellings(written)
    origin = dict(zip(evidence.statements["statement_id"], evidence.statements["source"], strict=True))
    frames = {name: evidence[name] for name in SCHEMA}
    for name, column in ENDS:
        frame = frames[name]
        if frame.empty:
            continue
        sources = [origin.get(s, "") for s in frame["statement_id"]]
        meant = [
            str(n) if not n or n in known else spellings.of(str(n), str(source))
            for n, source in zip(frame[column], sources, strict=True)
        ]
        frames[name] = frame.assign(**{column: meant})
    edges = frames["edges"]
    frames["edges"] = edges[edges["upstream"] != edges["downstream"]].drop_duplicates()
    return Evidence.of(frames)


class _Spellings:
    """The tables that statements fill, by name and by ending."""

    def __init__(self, written: Iterable[tuple[str, str]]) -> None:
        self.exact: dict[str, str] = {}
        self.longer: dict[str, set[str]] = {}
        self.own: dict[tuple[str, str], set[str]] = {}
        for target, source in written:
            key = target.lower()
            first = self.exact.setdefault(key, target)
            parts = key.split(".")
            for start in range(1, len(parts) - 1):
                self.longer.setdefault(".".join(parts[start:]), set()).add(first)
            if len(parts) > 1:
                self.own.setdefault((source, parts[-1]), set()).add(first)
        self.known: dict[tuple[str, str], str] = {}

    def of(self, name: str, source: str) -> str:
        key = (name, source)
        if key not in self.known:
            self.known[key] = self._meant(name.lower(), source) or name
        return self.known[key]

    def _meant(self, name: str, source: str) -> str | None:
        parts = name.split(".")
        if len(parts) == 1:
            return _only(self.own.get((source, name), ())) if name not in self.exact else self.exact[name]
        if name in self.exact and name not in self.longer:
            return self.exact[name]
        longer = self.longer.get(name, set())
        if longer:
            return _only(longer) or self.exact.get(name)
        for start in range(1, len(parts) - 1):
            shorter = self.exact.get(".".join(parts[start:]))
            if shorter is not None:
                return shorter
        return None


def _only(names: Iterable[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None
