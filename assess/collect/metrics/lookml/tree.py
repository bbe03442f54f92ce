"""LookML as blocks with their lines; of a text that is broken every part that can be read, and where it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from assess.collect.sql.script import collector_off

Value = str | list[Any]
_TOP = re.compile(r"^(?=(?:view|explore|include|model|connection|constant|datagroup|test|dashboard|named_value_format)"
                  r"[ \t]*:)", re.MULTILINE)  # fmt: skip
_OPENS = re.compile(r'#[^\n]*|"(?:[^"\\]|\\.)*"|\b(?:sql\w*|expression\w*|html)\s*:.*?;;'
                    r"|\b(?P<kind>view|measure)\s*:\s*(?P<name>\+?\w+)\s*\{", re.DOTALL)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """`kind: name { … }`: what it states by key, each as often as it stands there, and the blocks within."""

    kind: str
    name: str
    line: int
    stated: dict[str, list[Value]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def text(self, key: str) -> str:
        """What is stated last under a key, in one text."""
        found = self.stated.get(key)
        if not found:
            return ""
        return found[-1] if isinstance(found[-1], str) else ", ".join(str(item) for item in found[-1])

    def words(self, key: str) -> list[str]:
        """All words stated under a key, one by one or in lists."""
        every = [item for value in self.stated.get(key, ()) for item in ([value] if isinstance(value, str) else value)]
        return [item for item in every if isinstance(item, str)]

    def of(self, *kinds: str) -> list[Block]:
        """The blocks of these kinds within."""
        return [block for block in self.blocks if block.kind in kinds]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken: at which line, and what was said of it."""

    line: int
    what: str


def parse(text: str) -> tuple[Block, list[Fault]]:
    """The file as a block of kind "file" without a name, and its faults.

    Of a text that is broken each view and explore is read by itself; measures of one that cannot be read are there
    with their name and line only.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    with collector_off():
        whole, fault = _parsed(text, 0)
        if whole is not None:
            return whole, []
        parts = _parts(text)
        file, faults = Block("file", "", 1), []
        for part, before in parts:
            found, its_fault = _parsed(part, before) if len(parts) > 1 else (None, fault)
            if found is None:
                assert its_fault is not None
                faults.append(its_fault)
                found = _scanned(part, before)
            file.blocks.extend(found.blocks)
    return file, faults


def _parts(text: str) -> list[tuple[str, int]]:
    """What begins at the start of a line, each with the number of lines before it."""
    starts = sorted({0, *(match.start() for match in _TOP.finditer(text)), len(text)})
    parts = [(text[a:b], text.count("\n", 0, a)) for a, b in pairwise(starts)]
    return [(part, before) for part, before in parts if part.strip()]


def _parsed(text: str, before: int) -> tuple[Block | None, Fault | None]:
    from lkml.parser import Parser
    from lkml.tokens import StreamEndToken

    try:
        parser = Parser(_lexer()(text).scan())
        tree = parser.parse()
        rest = parser.peek()
        if not isinstance(rest, StreamEndToken):
            return None, Fault(before + rest.line_number, "there is a closing brace too many")
        return Block("file", "", 1, *_inside(tree.container, before)), None
    except IndexError:
        return None, Fault(before + 1, "a block, a quotation mark or an expression is not closed")
    except RecursionError:
        return None, Fault(before + 1, "it is nested too deeply")
    except (SyntaxError, KeyError, TypeError, ValueError, AttributeError, AssertionError) as error:
        what = str(error.args[0] if error.args else error).splitlines()[0][:160]
        at = re.search(r"line (\d+)", what)
        return None, Fault(before + (int(at[1]) if at else 1), re.sub(r" on line \d+", "", what).strip(" '\""))


@cache
def _lexer() -> Any:
    from lkml.lexer import Lexer

    class Ending(Lexer):
        """A lexer that does not wait for ever at a lone semicolon."""

        stopped = -1

        def peek_multiple(self, length: int) -> str:
            found = super().peek_multiple(length)
            if length == 2 and found != ";;" and self.index == self.stopped:
                raise SyntaxError(f"a lone semicolon on line {self.line_number}")
            self.stopped = self.index if length == 2 else -1
            return found

    return Ending


def _inside(container: Any, before: int) -> tuple[dict[str, list[Value]], list[Block]]:
    stated: dict[str, list[Value]] = {}
    blocks: list[Block] = []
    for item in container.items if container is not None else ():
        key = item.type.value
        if hasattr(item, "container"):
            name = item.name.value if item.name is not None else ""
            blocks.append(Block(key, name, before + item.type.line_number, *_inside(item.container, before)))
        elif hasattr(item, "items"):
            listed: list[Any] = [
                (i.type.value, i.value.value) if hasattr(i, "type") else i.value.strip() for i in item.items
            ]
            stated.setdefault(key, []).append(listed)
        else:
            stated.setdefault(key, []).append(item.value.value.strip())
    return stated, blocks


def _scanned(text: str, before: int) -> Block:
    """The views and measures of a part that does not parse, by name and line."""
    file = Block("file", "", 1)
    for match in _named(text):
        line = before + text.count("\n", 0, match.start()) + 1
        block = Block(match["kind"], match["name"], line, {"(broken)": ["yes"]})
        if block.kind == "view":
            file.blocks.append(block)
        elif file.blocks:
            file.blocks[-1].blocks.append(block)
        else:
            file.blocks.append(Block("view", "", line, {"(broken)": ["yes"]}, [block]))
    return file


def _named(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _OPENS.finditer(text) if match["kind"])
