"""The last resort for a statement no parser reads: the tables named by the words before them, with half confidence."""

from __future__ import annotations

import re
from dataclasses import replace

from assess.collect.sql.guard import Outcome
from assess.collect.sql.reading import Reading, Write
from assess.model.text import Text

LONGEST = 4_000_000
_NAME = r"(?:[`\"\[]?[\w$#@-]+[`\"\]]?)(?:\s*\.\s*[`\"\[]?[\w$*-]+[`\"\]]?){0,3}"
_NOISE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITES = re.compile(
    rf"\b(?:INSERT\s+(?:OVERWRITE\s+|INTO\s+)+(?:TABLE\s+)?|MERGE\s+INTO\s+|MERGE\s+"
    r"|CREATE\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"|UPDATE\s+)(?P<name>{_NAME})",
    re.IGNORECASE,
)
_READS = re.compile(rf"\b(?:FROM|JOIN|USING)\s+(?P<name>{_NAME})(?!\s*\(|[\w.])", re.IGNORECASE)
_COMMONS = re.compile(
    r"(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)(?P<name>[\w$]+)\s*(?:\([^()]*\)\s*)?AS\s*(?:\w+\s+)*\(", re.I
)
_NO_TABLE = re.compile(r"\b(?:EXTRACT|TRIM|SUBSTRING|OVERLAY|POSITION)\s*\(\s*[^()]*$|\bDISTINCT\s*$", re.IGNORECASE)
_WORDS = frozenset(("SELECT", "LATERAL", "UNNEST", "VALUES", "TABLE", "ONLY", "DUAL", "SET", "WHERE", "ON"))


def scanned(outcome: Outcome) -> Outcome:
    """The outcome with the tables its words name, where it names one it writes and one it reads; else unchanged."""
    text = outcome.piece.text
    if outcome.reading is not None or len(text) > LONGEST:
        return outcome
    bare = _NOISE.sub(" ", text)
    written = _WRITES.search(bare)
    if written is None:
        return outcome
    target = _plain(written["name"])
    commons = {found["name"].lower() for found in _COMMONS.finditer(bare)}
    sources: dict[str, None] = {}
    for found in _READS.finditer(bare, written.end()):
        name = _plain(found["name"])
        before = bare[max(0, found.start() - 80) : found.start("name")]
        before = re.sub(r"(?:FROM|JOIN|USING)\s+$", "", before, flags=re.IGNORECASE)
        if name.lower() in commons or name.upper() in _WORDS or _NO_TABLE.search(before):
            continue
        sources[name] = None
    if not sources or target.upper() in _WORDS:
        return outcome
    verb = written[0].split()[0].upper()
    reading = Reading(verb, (Write(target, tuple(sources), verb),))
    why = Text(
        f"只按关键词认出了表名：{outcome.problem.zh}",
        f"Tables only, told by the words before them: {outcome.problem.en}",
    )
    return replace(outcome, reading=reading, problem=why, scanned=True)


def _plain(name: str) -> str:
    return re.sub(r"[`\"\[\]\s]", "", name)
