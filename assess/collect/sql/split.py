"""A SQL file cut into statements, each with its line, so that one bad statement does not lose the others.

Quotes, comments, dollar-quoted bodies, DELIMITER, GO and Oracle's lone slash are respected. The bodies of
procedures, functions, triggers and blocks are opened: what they run is listed statement by statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from assess.collect.dialects import BACKSLASH_ESCAPES

ROUTINE = re.compile(
    r"(?:CREATE|ALTER|REPLACE)\b(?:\s+(?:OR\s+(?:REPLACE|ALTER)|TEMP(?:ORARY)?|EDITIONABLE|NONEDITIONABLE|CONSTRAINT|AGGREGATE"
    r"|DEFINER\s*=\s*\S+))*\s+(?:PROCEDURE|PROC|FUNCTION|TRIGGER|PACKAGE(?:\s+BODY)?|EVENT|TASK|ALERT)\b",
    re.IGNORECASE,
)
STARTERS = frozenset(
    (
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "SELECT",
        "WITH",
        "CREATE",
        "TRUNCATE",
        "DROP",
        "ALTER",
        "EXEC",
        "EXECUTE",
        "COPY",
        "UNLOAD",
        "FROM",
        "REPLACE",
    )
)
STRUCTURE = re.compile(
    r"(?:END(?:\s+(?:IF|LOOP|WHILE|CASE|FOR|REPEAT|TRY|CATCH|TRAN\w*))?(?:\s+[\w.\"\[\]]+)?|LOOP|ELSE|BEGIN|THEN|DO|DECLARE)\s*",
    re.IGNORECASE,
)
DEEPEST = 50
OPENERS = frozenset(
    ("BEGIN", "IF", "ELSE", "ELSIF", "ELSEIF", "WHILE", "FOR", "LOOP", "EXCEPTION", "WHEN", "REPEAT", "DO", "THEN")
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement's text, the line of its first word, and whether it stands in a routine's body."""

    text: str
    line: int
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What the splitter needs of a word: its text in capitals, place and parenthesis depth."""

    word: str
    start: int
    end: int
    depth: int


@cache
def _scanner(dialect: str) -> re.Pattern[str]:
    quoted = r"'(?:[^'\\]|\\.|'')*'" if dialect in BACKSLASH_ESCAPES else r"'(?:[^']|'')*'"
    double = r'"(?:[^"\\]|\\.|"")*"' if dialect in BACKSLASH_ESCAPES else r'"(?:[^"]|"")*"'
    parts = [r'(?P<triple>"""(?s:.*?)"""' + r"|'''(?s:.*?)''')"] if dialect == "bigquery" else []
    parts += [
        r"(?P<comment>--[^\n]*|/\*(?s:.*?)\*/" + (r"|\#[^\n]*" if dialect in {"mysql", "bigquery"} else "") + ")",
        r"(?P<dollar>\$(?P<tag>[A-Za-z_]*)\$(?s:.*?)\$(?P=tag)\$)",
        rf"(?P<string>[eE]'(?:[^'\\]|\\.|'')*'|{quoted}|{double}|`[^`]*`"
        + (r"|\[[^\]\n]*\]" if dialect in {"tsql", "fabric"} else "")
        + ")",
        r"(?P<batch>^[ \t]*(?:GO(?:[ \t]+\d+)?|/)[ \t]*;?[ \t]*$)",
        r"(?P<delimiter>^[ \t]*DELIMITER[ \t]+(?P<mark>\S+)[ \t]*$)",
        r"(?P<word>[^\W\d][\w$#]*)",
        r"(?P<mark2>;|//|\$\$)",
        r"(?P<open>\()",
        r"(?P<close>\))",
    ]
    return re.compile("|".join(parts), re.MULTILINE | re.IGNORECASE)


def split(text: str, dialect: str, first_line: int = 1, depth: int = 0) -> list[Piece]:
    """Statements of `text` in order; text of comments only is no statement. `depth` counts blocks around it."""
    pieces: list[Piece] = []
    for whole in _whole(text, dialect, first_line):
        pieces.extend(_opened(whole, dialect, depth) if depth < DEEPEST else [whole])
    return pieces


def _whole(text: str, dialect: str, first_line: int) -> Iterator[Piece]:
    """Text between delimiters."""
    mark, start, seen, line_at = ";", -1, 0, 0
    line = first_line

    def cut(end: int) -> Iterator[Piece]:
        nonlocal line, line_at
        if start >= 0 and text[start:end].strip():
            line += text.count("\n", line_at, start)
            line_at = start
            yield Piece(text[start:end].rstrip(), line)

    for match in _scanner(dialect).finditer(text):
        kind = match.lastgroup
        # characters the scanner does not name (digits, @, operators) start a statement as well
        if start < 0:
            gap = re.search(r"\S", text[seen : match.start()])
            if gap and text[seen + gap.start()] not in ";":
                start = seen + gap.start()
        seen = match.end()
        if kind == "comment":
            continue
        if kind in {"batch", "delimiter"}:
            yield from cut(match.start())
            start = -1
            mark = match["mark"] or mark if kind == "delimiter" else mark
        elif kind == "mark2" and match.group() == mark:
            yield from cut(match.start())
            start = -1
        elif kind == "mark2" and match.group() == ";" and mark != ";" and start < 0:
            continue
        elif start < 0:
            start = match.start()
    if start < 0:
        gap = re.search(r"\S", text[seen:])
        start = seen + gap.start() if gap else -1
    yield from cut(len(text))


def words(text: str, dialect: str) -> list[Token]:
    """Words outside quotes and comments, in capitals, with parenthesis depth; commas are not words."""
    found, depth = [], 0
    for match in _scanner(dialect).finditer(text):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "word":
            found.append(Token(match.group().upper(), match.start(), match.end(), depth))
    return found


def deepest(text: str, dialect: str) -> int:
    """The deepest nesting of parentheses outside quotes and comments."""
    depth = most = 0
    for match in _scanner(dialect).finditer(text):
        if match.lastgroup == "open":
            depth += 1
            most = max(most, depth)
        elif match.lastgroup == "close":
            depth -= 1
    return most


def _opened(piece: Piece, dialect: str, depth: int) -> Iterator[Piece]:
    """The piece itself, or the statements inside it when it is a routine or a block."""
    first = re.match(r"\w+", piece.text)
    verb = first.group().upper() if first else ""
    if ROUTINE.match(piece.text):
        head, *body = _routine(piece, dialect, depth)
        yield head
        yield from (replace(part, inside=True) for part in body)
    elif verb == "DO" and "$" in piece.text:
        yield from (replace(part, inside=True) for part in _dollar_body(piece, dialect, depth))
    elif STRUCTURE.fullmatch(piece.text):
        return
    elif verb in OPENERS and not re.fullmatch(r"BEGIN\s+(TRAN\w*|WORK|ATOMIC).*", piece.text, re.I | re.S):
        yield from (replace(part, inside=True) for part in _inside(piece, dialect, depth))
    elif verb == "DECLARE" and any(t.word == "BEGIN" for t in words(piece.text, dialect)):
        yield from _after(piece, dialect, depth, "BEGIN")
    else:
        yield piece


def _routine(piece: Piece, dialect: str, depth: int) -> Iterator[Piece]:
    """The head of a routine as one piece, then the statements of its body."""
    dollar = next((m for m in _scanner(dialect).finditer(piece.text) if m.lastgroup == "dollar"), None)
    if dollar:
        yield Piece(piece.text[: dollar.start()].rstrip(), piece.line)
        yield from _dollar_body(piece, dialect, depth)
        return
    head = ROUTINE.match(piece.text)
    start = head.end() if head else 0
    known = [t for t in words(piece.text, dialect) if t.depth == 0 and t.start > start]
    doors = {"AS", "BEGIN"} if dialect in {"tsql", "fabric"} else {"BEGIN"}
    for previous, token in pairwise([Token("", start, start, 0), *known]):
        if token.word in doors:
            yield Piece(piece.text[: token.start].rstrip(), piece.line)
            yield from _rest(piece, dialect, depth, token.end)
            return
        if token.word in STARTERS - {"FROM", "REPLACE"} and previous.word in {"AS", "IS", "RETURN", "ROW"}:
            yield Piece(piece.text[: token.start].rstrip(), piece.line)
            yield from _opened(_shifted(piece, token.start), dialect, depth)
            return
    yield piece


def _dollar_body(piece: Piece, dialect: str, depth: int) -> Iterator[Piece]:
    match = re.search(r"\$(\w*)\$(.*?)\$\1\$", piece.text, re.DOTALL)
    if match:
        line = piece.line + piece.text.count("\n", 0, match.start(2))
        yield from split(match[2], dialect, line, depth + 1)


def _inside(piece: Piece, dialect: str, depth: int) -> Iterator[Piece]:
    """The statement behind IF … THEN, ELSE, BEGIN, FOR … LOOP and the like."""
    known = words(piece.text, dialect)
    verb, cases = known[0].word, 0
    doors = {"FOR": {"LOOP", "DO"}, "WHILE": {"LOOP", "DO", "BEGIN"}}.get(verb, {"THEN", "BEGIN"})
    if verb in {"IF", "ELSIF", "ELSEIF", "WHILE", "FOR", "WHEN", "EXCEPTION"}:
        for token in known[1:]:
            cases += (token.word == "CASE") - (token.word == "END" and cases > 0)
            if token.depth == 0 and cases == 0 and token.word in doors:
                yield from _rest(piece, dialect, depth, token.end)
                return
        for token in known[1:]:
            if token.depth == 0 and token.word in STARTERS:
                yield from _opened(_shifted(piece, token.start), dialect, depth)
                return
        return
    if piece.text[known[0].end :].strip():
        yield from _rest(piece, dialect, depth, known[0].end)


def _after(piece: Piece, dialect: str, depth: int, word: str) -> Iterator[Piece]:
    token = next(t for t in words(piece.text, dialect) if t.word == word)
    yield from _rest(piece, dialect, depth, token.end)


def _rest(piece: Piece, dialect: str, depth: int, start: int) -> list[Piece]:
    """The statements from `start` on, one block deeper."""
    return split(piece.text[start:], dialect, piece.line + piece.text.count("\n", 0, start), depth + 1)


def _shifted(piece: Piece, start: int) -> Piece:
    return Piece(piece.text[start:], piece.line + piece.text.count("\n", 0, start))
