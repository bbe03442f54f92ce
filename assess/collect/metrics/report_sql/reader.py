"""Metrics in the SQL of reports: what a SELECT sums up under a name, with its FROM, WHERE and GROUP BY."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.report_sql.outputs import Found, Reader
from assess.collect.sql.guard import DEEPEST, FALLBACK_UP_TO, FALLBACKS, FAULTS, LONGEST
from assess.collect.sql.render import model_name, project_near, render
from assess.collect.sql.script import collector_off
from assess.collect.sql.split import Piece, deepest, split
from assess.model.text import Text

_QUERY = re.compile(r"\b(?:SELECT|FROM)\b", re.IGNORECASE)
_COMMENT = re.compile(r"--[ \t]*(.*?)[ \t]*$|/\*+[ \t]*(.*?)[ \t]*\*+/", re.MULTILINE)
_NAMED = re.compile(r"^(?:指标名称|指标名|指标|名称|metric(?:[ _]name)?|kpi|name|label)[ \t]*[:：=][ \t]*(.+)$", re.I)
_OWNED = re.compile(r"(?:owner|负责人|责任人|author|作者)[ \t]*[:：][ \t]*([^\n,，;；*]+)", re.IGNORECASE)
_LONG = 60  # characters up to which a comment may be a name


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every output of a query that holds an aggregate, wherever the query stands: in a statement, in WITH or FROM.

    An output of the outermost query that only combines such outputs is one too, made of them. The dialect is left to
    the caller; a statement is read in the first dialect that understands it.
    """
    with collector_off():
        for file in files:
            yield from _of_file(file)


def _of_file(file: File) -> Iterator[Definition]:
    rendered = render(file.text, model_name(file.text) or file.path.stem, project_near(file.path.parent))
    lines = file.text.splitlines()
    unfilled = (rendered.why,) if rendered.why.en else ()
    above = 0
    for piece in split(rendered.text, ""):
        first = _in_file(piece.line, rendered.lines)
        if _QUERY.search(piece.text):
            yield from _of_piece(piece, file.name, lines, rendered.lines, above, unfilled)
        above = first + piece.text.count("\n")


def _of_piece(
    piece: Piece, file: str, lines: Sequence[str], of_template: Sequence[int], above: int, unfilled: tuple[Text, ...]
) -> Iterator[Definition]:
    tree, dialect, fault = _tree(piece.text)
    first = _in_file(piece.line, of_template)
    if tree is None:
        at, what = fault
        line = _in_file(piece.line + at - 1, of_template)
        said = Text(f"第 {line} 行附近的语法无法识别（{what}）。", f"It does not parse near line {line}: {what}.")
        yield Definition("(statement)", file, first, "sql", unresolved=(said, *unfilled))
        return
    try:
        reader = Reader(file, dialect, lambda line: _in_file(piece.line + line - 1, of_template))
        found = list(reader.outputs_of(tree))
    except (*FAULTS, RecursionError):
        said = Text("语句的结构读不懂。", "The structure of the statement cannot be made sense of.")
        yield Definition("(statement)", file, first, "sql", unresolved=(said, *unfilled))
        return
    head = _above(lines, first, above)
    for one in found:
        yield _definition(one, file, lines, head if len(found) == 1 else "", head, unfilled)


def _definition(
    one: Found, file: str, lines: Sequence[str], name_above: str, above: str, unfilled: tuple[Text, ...]
) -> Definition:
    label = _short(one.comment) or _beside(lines, one.line) or _short(name_above)
    owner = _OWNED.search(above)
    return Definition(
        one.name, file, one.line, "sql", expression=one.expression, label=label if label != one.name else "",
        base=one.base, filter=one.filter, time_column=one.time_column, grain=one.grain, dialect=one.dialect,
        owner=owner[1].strip() if owner else "", inputs=one.inputs, unresolved=(*one.why, *unfilled),
    )  # fmt: skip


def _tree(text: str) -> tuple[Any, str, tuple[int, str]]:
    """The statement's tree and the dialect it was read in; or near which of its lines it does not parse, and why."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    if len(text) > LONGEST or deepest(text, "") > DEEPEST:
        return None, "", (1, "too long or too deeply nested")
    fault = (1, "no dialect understands it")
    dialects = dict.fromkeys(("", *(("bigquery",) if re.search(r"`[^`\s]*\.[^`]*`", text) else ()), *FALLBACKS))
    for number, dialect in enumerate(dialects if len(text) <= FALLBACK_UP_TO else ("",)):
        try:
            trees = [t for t in sqlglot.parse(text, read=dialect or None, error_level=ErrorLevel.IMMEDIATE) if t]
        except SqlglotError as error:
            if number == 0:
                details = getattr(error, "errors", None) or [{}]
                fault = (int(details[0].get("line") or 1), str(details[0].get("description") or "syntax").rstrip("."))
            continue
        except (*FAULTS, RecursionError):
            continue
        if trees and not (isinstance(trees[0], exp.Command) and re.search(r"\bSELECT\b", text, re.IGNORECASE)):
            return trees[0], dialect, fault
    return None, "", fault


def _in_file(line: int, of_template: Sequence[int]) -> int:
    return of_template[min(line, len(of_template)) - 1] if of_template else line


def _beside(lines: Sequence[str], line: int) -> str:
    """A comment behind a line's code, or alone in the line before."""
    own = lines[line - 1] if line <= len(lines) else ""
    before = lines[line - 2].strip() if 1 < line <= len(lines) + 1 else ""
    if (match := re.search(r",?\s*(?:--|/\*)\s*(.+?)\s*(?:\*/)?\s*$", own)) and "'" not in match[1]:
        return _short(match[1])
    behind_select = line > 2 and re.search(r"(?:,|\bselect)\s*$", lines[line - 3], re.IGNORECASE)
    return _short(before) if re.match(r"--|/\*", before) and behind_select else ""


def _above(lines: Sequence[str], line: int, after: int) -> str:
    """The comments that stand directly above a line, and below another."""
    found: list[str] = []
    for number in range(line - 1, max(after, line - 30), -1):
        text = lines[number - 1].strip() if number <= len(lines) else ""
        if not re.match(r"--|/\*|\*|#", text):
            break
        found.insert(0, text)
    return "\n".join(found)


def _short(comment: str) -> str:
    """A name in a comment: what is said to be one, else the only line there is, where it is short."""
    stated = [next(g for g in groups if g) for groups in _COMMENT.findall(comment) if any(groups)] or [comment.strip()]
    stated = [line.strip(" *-#=") for text in stated for line in text.splitlines()]
    for line in stated:
        if (match := _NAMED.match(line)) is not None:
            return match[1].strip()
    others = [line for line in stated if line and not _OWNED.search(line)]
    return others[0] if len(others) == 1 and len(others[0]) <= _LONG else ""
