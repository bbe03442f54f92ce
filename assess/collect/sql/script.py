"""One script from its first statement to its last: what each reads and writes, seen through temporary tables."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from assess.collect.sql.fill import Fill
from assess.collect.sql.guard import NO_PROBLEM, Outcome
from assess.collect.sql.layout import placed
from assess.collect.sql.pool import read_pieces
from assess.collect.sql.reading import Reading, Write
from assess.collect.sql.split import ROUTINE, split, words
from assess.model.text import Text

NOTHING = Text("不读表，也不写表。", "It reads no table and writes none.")
HEAD = Text(
    "这是过程或函数的开头，其中的语句另行逐条列出。",
    "The head of a routine; the statements in it are listed one by one.",
)
SCRATCH = Text(
    "写入的是临时表，其来源计入由它写出的表。",
    "It fills a temporary table; what that was read from counts for what is written from it.",
)
STDIN_ROWS = re.compile(
    r"^(COPY\b[^;]*\bFROM\s+stdin\b[^;\n]*;)\n.*?^\\\.[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
Sources = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One write, or one statement without a write. `why` says why `status` is not table.

    `scratch` is the temporary table it fills, `fill` what it fills its table with. The status is guessed where no
    parser read it, so that its tables are told by the words before them only.
    """

    file: str
    line: int
    number: int
    dialect: str
    kind: str
    target: str
    sources: Sources
    status: str
    why: Text
    sql: str
    scratch: str = ""
    fill: Fill | None = None
    variables: frozenset[str] = frozenset()

    @property
    def temporary(self) -> bool:
        """Whether it fills a temporary table."""
        return bool(self.scratch)

    @property
    def id(self) -> str:
        """file:line, with a number where several statements share the line; a view's name for its definition."""
        place = self.file if self.file.startswith("view:") else f"{self.file}:{self.line}"
        return place if self.number == 1 else f"{place}#{self.number}"


@dataclass(frozen=True, slots=True)
class Script:
    """A text to read. `model` is the table a bare query in it fills: a view's id or a dbt model's name.

    `lines` are the lines of the file behind those of the text, where a template made it; empty where they are the same.
    `unfilled` says why its template could not be run, where it could not.
    """

    sql: str
    dialect: str
    file: str
    first_line: int = 1
    model: str = ""
    lines: tuple[int, ...] = ()
    unfilled: Text = NO_PROBLEM


def read_script(sql: str, dialect: str, file: str, first_line: int = 1, model: str = "") -> list[Statement]:
    """Statements of one text in order."""
    return read_texts([Script(sql, dialect, file, first_line, model)])[0]


def read_texts(scripts: Sequence[Script], tell: Callable[[int], None] | None = None) -> list[list[Statement]]:
    """Statements of each script in order; all are parsed together, each different statement once."""
    pieces = [split(_bare(script.sql), script.dialect, script.first_line) for script in scripts]
    requests = [(piece, s.dialect) for s, own in zip(scripts, pieces, strict=True) for piece in own]
    outcomes = iter(read_pieces(requests, tell))
    found = []
    for script, own in zip(scripts, pieces, strict=True):
        known = [outcome for _ in own for outcome in next(outcomes)]
        scratch = _scratch([o.reading for o in known if o.reading])
        reader = _Script(script.file, script.model, scratch, of_template=script.lines)
        for outcome in known:
            reader.take(outcome)
        found.append(reader.found if script.model else placed(reader.found, script.file))
    return found


def _bare(sql: str) -> str:
    """The text without the rows of COPY … FROM stdin, line for line."""
    return STDIN_ROWS.sub(lambda m: m[1] + "\n" * m.group().count("\n"), sql)


@dataclass
class _Script:
    """What is known while a script is read: its temporary tables and what they were read from."""

    file: str
    model: str
    scratch: set[str]
    found: list[Statement] = field(default_factory=list)
    known: dict[str, Sources] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    of_template: tuple[int, ...] = ()

    def take(self, outcome: Outcome) -> None:
        reading = outcome.reading
        if reading is None:
            self._say(outcome, "OTHER", "", (), "error", outcome.problem)
            return
        self.variables |= frozenset(reading.declared)
        self._rename(reading)
        for name in reading.dropped:
            self.known.pop(name.lower(), None)
        if not reading.writes:
            fills = bool(self.model) and reading.kind == "SELECT"
            sources = self._seen_through(reading.reads)
            kind, target = ("CREATE", self.model) if fills else (reading.kind, "")
            self._say(outcome, kind, target, sources, fill=reading.fill)
        for write in reading.writes:
            self._write(outcome, write)

    def _write(self, outcome: Outcome, write: Write) -> None:
        sources, key = self._seen_through(write.sources), write.target.lower()
        if write.temporary or key in self.scratch or key in self.known:
            before = () if write.kind == "CREATE" else self.known.get(key, ())
            self.known[key] = tuple(dict.fromkeys([*before, *sources]))
            status = "table" if sources else "none"
            self._say(outcome, write.kind, "", sources, status, SCRATCH, write.target, write.fill)
            return
        is_view = self.file.startswith("view:") and write.kind == "CREATE"
        target = self.model if is_view else write.target
        self._say(outcome, write.kind, target, sources, why=outcome.problem, fill=write.fill)

    def _say(
        self,
        outcome: Outcome,
        kind: str,
        target: str,
        sources: Sources,
        status: str = "",
        why: Text = NO_PROBLEM,
        scratch: str = "",
        fill: Fill | None = None,
    ) -> None:
        line = outcome.piece.line
        if self.of_template:
            line = self.of_template[min(line, len(self.of_template)) - 1]
        self.lines[line] = self.lines.get(line, 0) + 1
        status = status or ("table" if target or sources else "none")
        if ROUTINE.match(outcome.piece.text) and not sources:
            why = HEAD
        status = "guessed" if outcome.scanned else status
        why = NOTHING if status == "none" and why == NO_PROBLEM else why
        text = without_rows(outcome.piece.text, outcome.dialect)
        number, read_in = self.lines[line], outcome.dialect
        self.found.append(
            Statement(
                self.file,
                line,
                number,
                read_in,
                kind,
                target,
                sources,
                status,
                why,
                text,
                scratch,
                fill,
                self.variables,
            )
        )

    def _seen_through(self, names: Sources) -> Sources:
        """Names with each temporary table replaced by what it was read from."""
        return tuple(dict.fromkeys(source for name in names for source in self.known.get(name.lower(), (name,))))

    def _rename(self, reading: Reading) -> None:
        """ALTER TABLE … RENAME: what was written under the old name has the new one."""
        for old, given in reading.renamed:
            new = f"{old.rsplit('.', 1)[0]}.{given}" if "." in old and "." not in given else given
            if old.lower() in self.known:
                self.known[new.lower()] = self.known.pop(old.lower())
            for i, statement in enumerate(self.found):
                if statement.target.lower() == old.lower():
                    self.found[i] = replace(statement, target=new)


def _scratch(readings: list[Reading]) -> set[str]:
    """Tables that are temporary by mark, or made and dropped again by the same script."""
    made: dict[str, bool] = {}
    left: set[str] = set()
    for reading in readings:
        for name, temporary in reading.created:
            made[name.lower()] = temporary
            left.add(name.lower())
        left.difference_update(name.lower() for name in reading.dropped)
    return {name for name, temporary in made.items() if temporary or name not in left}


def without_rows(text: str, dialect: str) -> str:
    """The statement without the rows it carries: values of the client's never enter the evidence."""
    if not re.match(r"(?:INSERT|REPLACE)\b", text, re.IGNORECASE) or not re.search(r"\bVALUES?\b", text, re.IGNORECASE):
        return text
    for token in words(text[:20_000], dialect):
        if token.word in {"SELECT", "FROM", "WITH"}:
            return text
        if token.word in {"VALUES", "VALUE"} and token.depth == 0:
            return f"{text[: token.end]} (…)"
    return text


@contextmanager
def collector_off() -> Iterator[None]:
    """Syntax trees are cyclic: collecting them once at the end takes half the time of collecting all along."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
