"""TOML with the line of each metric; of a text that is broken every table that can be read by itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assess.model.text import Text

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*"
    r"|^[ \t]*\[\[?[ \t]*(?P<path>[\w\-.\"'* \t]+?)[ \t]*\]\]?[ \t]*(?=\#|$)",
    re.MULTILINE | re.DOTALL,
)  # fmt: skip
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w\-*]+))\s*(?:\.|$)""")
_LONGEST = 4_000_000  # characters of a file


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its path, where it stands and in which line."""

    path: tuple[str, ...]
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric as a file has it; `why` where it could not be read."""

    name: str
    line: int
    data: Mapping[str, Any]
    why: tuple[Text, ...] = ()


@dataclass(slots=True)
class Toml:
    """What a file holds: its metrics in order, everything else by table, and what is broken by line."""

    metrics: list[Entry] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[int, Text]] = field(default_factory=list)

    def table(self, *path: str) -> Mapping[str, Any]:
        """The table at a path, an empty one where there is none."""
        found: Any = self.data
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def parse(text: str) -> Toml:
    """The file's metrics, each with the line of its header. A metric that stands twice is there twice."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    headers = list(_headers(text))
    data, fault = _loaded(text)
    if fault is None:
        return Toml(_metrics(data, headers, text), data)
    found = Toml(faults=[(fault[0], _broken(*fault))])
    ends = [*[h.start for h in headers], len(text)][1:]
    parts = [(Header((), 0, 1), text[: headers[0].start] if headers else text)]
    parts += [(h, text[h.start : end]) for h, end in zip(headers, ends, strict=True)]
    opened: dict[str, Entry] = {}
    for header, part in parts:
        own, its_fault = _loaded(part)
        if its_fault is not None:
            if header.path[:1] == ("metrics",) and len(header.path) == 2:
                line = header.line + its_fault[0] - 1
                opened[header.path[1]] = Entry(header.path[1], header.line, {}, (_broken(line, its_fault[1]),))
                found.metrics.append(opened[header.path[1]])
            continue
        for name, metric in _tables(own.pop("metrics", {})).items():
            if len(header.path) > 2 and name in opened:
                continue  # a table within a metric that is there already
            opened[name] = Entry(name, header.line, metric)
            found.metrics.append(opened[name])
        _merge(found.data, own)
    return found


def _loaded(text: str) -> tuple[dict[str, Any], tuple[int, str] | None]:
    if len(text) > _LONGEST:
        return {}, (1, f"it has over {_LONGEST:,} characters")
    try:
        return tomllib.loads(text), None
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        at = re.search(r"\(at (?:line (\d+)|end of document)", what)
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        return {}, (line, re.sub(r"\s*\(at [^)]*\)", "", what))
    except (RecursionError, ValueError) as error:
        return {}, (1, str(error).splitlines()[0][:120])


def _broken(line: int, what: str) -> Text:
    return Text(f"第 {line} 行不是有效的 TOML（{what}）。", f"Line {line} is not valid TOML: {what}.")


def _headers(text: str) -> Iterator[Header]:
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        if match["path"]:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield Header(_path(match["path"]), match.start(), line)


def _path(written: str) -> tuple[str, ...]:
    return tuple(next(p for p in parts if p) for parts in _PART.findall(written) if any(parts))


def _tables(value: Any) -> dict[str, Mapping[str, Any]]:
    """The tables among the values of a table: what else stands there lists the names of metrics."""
    return {k: v for k, v in value.items() if isinstance(v, Mapping)} if isinstance(value, Mapping) else {}


def _metrics(data: dict[str, Any], headers: list[Header], text: str) -> list[Entry]:
    lines: dict[str, int] = {}
    for header in headers:
        if header.path[:1] == ("metrics",) and len(header.path) > 1:
            before = lines.get(header.path[1])
            if before is None or (len(header.path) == 2 and before > 0):
                lines.setdefault(header.path[1], header.line)
    return [
        Entry(name, lines.get(name) or _line_of(name, text), metric)
        for name, metric in _tables(data.get("metrics")).items()
    ]


def _line_of(name: str, text: str) -> int:
    """The line of a metric that has no header of its own."""
    match = re.search(rf"^[ \t]*(?:metrics\.)?[\"']?{re.escape(name)}[\"']?\s*[.=]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _merge(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    for key, value in part.items():
        if isinstance(value, Mapping) and isinstance(whole.get(key), dict):
            _merge(whole[key], value)
        else:
            whole.setdefault(key, value)
