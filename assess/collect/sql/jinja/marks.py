"""Which line of a template each line of what it makes comes from."""

from __future__ import annotations

import re

# the arguments of an expression may be maps, whose braces are not its end
TAG = re.compile(
    r"""\{\{(?:[^{}'"]|'[^'\n]*'|"[^"\n]*"|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}\}|\{\{.*?\}\}|\{%.*?%\}|\{\#.*?\#\}""",
    re.DOTALL,
)
MARK = re.compile("\x01(\\d+)\x02")


def marked(text: str) -> str:
    """The template with a mark of its number before each line that begins outside a tag."""
    inside = [(m.start(), m.end()) for m in TAG.finditer(text)]
    parts: list[str] = []
    at = tag = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        while tag < len(inside) and inside[tag][1] <= at:
            tag += 1
        within = tag < len(inside) and inside[tag][0] < at < inside[tag][1]
        # before the first word, so that what a tag takes away of the blanks around it is taken still
        bare = line.lstrip(" \t")
        parts.append(line if within or not bare.strip() else f"{line[: len(line) - len(bare)]}\x01{number}\x02{bare}")
        at += len(line)
    return "".join(parts)


def unmarked(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without marks, and the line of the template for each of its lines."""
    lines: list[int] = []
    last = 1
    for line in text.split("\n"):
        marks = [int(m[1]) for m in MARK.finditer(line)]
        lines.append(marks[0] if marks else last)
        last = marks[-1] if marks else last
    return MARK.sub("", text), tuple(lines)
