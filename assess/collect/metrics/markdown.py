"""Metric definitions in Markdown: tables with a column of names, and sections whose bullets say formula and source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.dictionary import FIELDS
from assess.collect.metrics.dictionary_rows import places_of, row_definition
from assess.collect.tabular import headers_of, plain

LONGEST = 10_000  # characters of a line; a longer one states no formula
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)$")
_STATED = re.compile(r"(?:\*\*|__|`)?\s*([^:：`*]{1,30}?)\s*(?:\*\*|__|`)?\s*[:：]\s*(?:\*\*|__)?\s*(.*)$")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.、)]?|[（(]?[一二三四五六七八九十]+[)）、.])\s*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_PIECE = re.compile(r"\\.|\||`+|[^\\|`]+|\\")


def read(files: Sequence[File]) -> Iterable[Definition]:
    """A definition for every row of a table that has a column of metric names, and for every section whose bullets
    give a formula; headers as in other dictionaries, Chinese or English. Anything else defines nothing."""
    known = headers_of(FIELDS, {})
    for file in files:
        lines = [line if len(line) <= LONGEST else "" for line in file.text.splitlines()]
        code = _fenced(lines)
        yield from _tables(file, lines, code, known)
        yield from _sections(file, lines, code, known)


def _fenced(lines: Sequence[str]) -> set[int]:
    """The lines of code blocks, in which nothing is a table."""
    inside: set[int] = set()
    fence = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if fence:
            inside.add(number)
            if match is not None and match[1][0] == fence[0] and len(match[1]) >= len(fence):
                fence = ""
        elif match is not None:
            inside.add(number)
            fence = match[1]
    return inside


def _tables(file: File, lines: Sequence[str], code: set[int], known: Mapping[str, str]) -> Iterator[Definition]:
    at = 0
    while at + 1 < len(lines):
        header = _cells(lines[at]) if "|" in lines[at] and at not in code else []
        if not header or not _RULE.match(lines[at + 1]) or "-" not in lines[at + 1]:
            at += 1
            continue
        fields = places_of(header, known, FIELDS)
        at += 2
        while at < len(lines) and "|" in lines[at] and at not in code:
            if "name" in fields:
                cells = _cells(lines[at], len(header))
                given = {ours: cells[place] for ours, place in fields.items() if place < len(cells)}
                yield from row_definition(given, file.name, at + 1, "markdown")
            at += 1


def _cells(line: str, width: int = 0) -> list[str]:
    r"""The cells of a row; `\|` is a bar within one, and so is a bar in code where the row has too many otherwise."""
    cells = _split(line, heeds_code=False)
    if width and len(cells) > width:
        cells = _split(line, heeds_code=True)
    return [_plainly(cell) for cell in cells]


def _split(line: str, heeds_code: bool) -> list[str]:
    text = line.strip()
    text = text[1:] if text.startswith("|") else text
    cells, cell, code = [], "", ""
    for piece in _PIECE.findall(text):
        if piece == r"\|":
            cell += "|"
        elif piece == "|" and not code:
            cells.append(cell)
            cell = ""
        else:
            if piece[0] == "`" and heeds_code:
                code = "" if code == piece else code or piece
            cell += piece
    return [*cells, cell] if cell.strip() else cells


def _plainly(text: str) -> str:
    """What a cell says without its marks: code, bold type, links, line breaks."""
    text = _BREAK.sub(" ", text).strip()
    run = text[: len(text) - len(text.lstrip("`"))]
    inner = text.removeprefix(run).removesuffix(run).strip()
    if run and text.endswith(run) and inner and run not in inner:
        return inner
    text = _LINK.sub(r"\1", text)
    if text.count("`") % 2 == 0:
        text = text.replace("`", "")
    bold = re.fullmatch(r"(\*\*|__)(.+)\1", text)
    text = bold[2] if bold is not None and bold[1] not in bold[2] else text
    return html.unescape(re.sub(r"\\([\\`*_{}\[\]#|<>])", r"\1", text)).strip()


def _sections(file: File, lines: Sequence[str], code: set[int], known: Mapping[str, str]) -> Iterator[Definition]:
    """Headings followed by bullets such as `- 公式: …`; a bullet's text may go on in lines set in, or in code."""
    name, line = "", 0
    given: dict[str, str] = {}
    last = ""
    for number, text in enumerate([*lines, "# "]):
        heading = _HEADING.match(text) if number not in code else None
        if heading is not None or number == len(lines):
            if name and given.get("expression"):
                yield from row_definition({**given, "name": given.get("name") or name}, file.name, line, "markdown")
            name = _NUMBER.sub("", _plainly(heading[1])) if heading is not None else ""
            name = re.sub(r"^(?:指标|metric)\s*[:：]\s*", "", name, flags=re.IGNORECASE)
            line, given, last = number + 1, {}, ""
        elif number in code:
            if last and not _FENCE.match(text):
                given[last] = f"{given[last]} {text.strip()}".strip()
        elif (bullet := _BULLET.match(text)) is not None:
            stated = _STATED.match(bullet[1])
            ours = known.get(plain(stated[1])) if stated is not None else None
            last = ours if ours is not None and ours not in given else ""
            if last and stated is not None:
                given[last] = _plainly(stated[2])
        elif last and text.startswith((" ", "\t")) and text.strip():
            given[last] = _plainly(f"{given[last]} {text.strip()}")
        elif text.strip():
            last = ""
