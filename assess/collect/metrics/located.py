"""YAML and JSON with the line of everything in it, as far as it can be read; a repeated key is kept, not lost."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from assess.model.text import Text

DEEP, LARGE = 60, 2_000_000
TRIES, SMALL = 12, 300_000  # shorter texts looked at where one is broken; characters the slow parser is asked for
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Map(dict[str, Any]):
    """A mapping; `pairs` has every (key, value, line) in order, repeated keys too, of which the first counts."""

    def __init__(self, line: int, pairs: list[tuple[str, Any, int]]) -> None:
        super().__init__()
        self.line, self.pairs = line, pairs
        for key, value, _ in pairs:
            self.setdefault(key, value)

    def line_of(self, key: str) -> int:
        """The line of a key, or of the mapping where it has none."""
        return next((line for name, _, line in self.pairs if name == key), self.line)

    def text(self, *keys: str) -> str:
        """The first of these keys that holds anything, as text."""
        return next((text for key in keys if (text := as_text(self.get(key)))), "")

    def maps(self, key: str) -> list[Map]:
        """The mappings of a list; of a map from names, each with its key as `name` where it has none of its own."""
        value = self.get(key)
        if isinstance(value, Items):
            return [item for item in value if isinstance(item, Map)]
        if isinstance(value, Map):
            return [named(k, v, line) for k, v, line in value.pairs]
        return []


class Items(list[Any]):
    """A list; `lines` has the line of each item."""

    def __init__(self, line: int, items: list[Any], lines: list[int]) -> None:
        super().__init__(items)
        self.line, self.lines = line, lines


def named(name: str, value: Any, line: int) -> Map:
    """A mapping under the key that names it; a bare text is its expression."""
    if not isinstance(value, Map):
        value = Map(line, [("expression", value, line)] if value is not None else [])
    pairs = value.pairs if "name" in value else [("name", name, line), *value.pairs]
    return Map(line, pairs)


def as_text(value: Any) -> str:
    """A cell's text: lists and maps in one line, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(as_text(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k}: {as_text(v)}" for k, v in value.items())
    return str(value).strip()


def load(text: str) -> tuple[list[Any], tuple[int, str] | None]:
    """The documents of a YAML or JSON text as Map, Items and plain values; and where it is broken, (line, what).

    Of a broken text everything before the entry with the fault is read.
    """
    documents, fault = _documents(text)
    pure = False  # the quick parser refuses a colon inside a word of {…}, the slow one does not
    if fault is not None and len(text) <= SMALL:
        documents, slowly = _documents(text, pure=True)
        pure = slowly is None or slowly[0] > fault[0]
        fault = slowly
    if fault is None:
        return documents, None
    lines, before = text.splitlines(keepends=True), fault[0]
    for _ in range(TRIES):
        end = next(_ends(lines, before), 0)
        if not end:
            break
        documents, again = _documents("".join(lines[:end]), pure)
        if again is None:
            return documents, fault
        before = min(end, again[0])
    return [], fault


def broken(fault: tuple[int, str]) -> Text:
    """What is said of a text that is broken."""
    line, what = fault
    return Text(
        f"第 {line} 行起不是有效的 YAML（{what}），其后未读。",
        f"From line {line} it is not valid YAML ({what}); nothing after it was read.",
    )


def _documents(text: str, pure: bool = False) -> tuple[list[Any], tuple[int, str] | None]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    from assess.store.yaml_text import oversize

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an anchor given twice: the later one counts
            if fault := oversize(text, pure):
                return [], (1, fault)
            nodes = list(YAML(typ="safe", pure=pure).compose_all(text))
        return [_value(node, {}, 0) for node in nodes if node is not None], None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        return [], (mark.line + 1 if mark else 1, str(error.problem or error.context or "unreadable"))
    except (YAMLError, ValueError, RecursionError) as error:
        return [], (1, str(error).splitlines()[0][:120])


def _ends(lines: list[str], fault: int) -> Iterator[int]:
    """Line numbers at which an entry ends before the fault, the nearest first."""
    for end in range(min(fault, len(lines)) - 1, 0, -1):
        line = lines[end]
        if line.strip() and (not line[0].isspace() or line.lstrip().startswith("- ")):
            yield end


def _value(node: Any, seen: dict[int, Any], depth: int) -> Any:
    if depth > DEEP:
        raise ValueError(f"is nested more than {DEEP} levels deep")
    known = seen.get(id(node))
    if known is not None:
        return known
    line = node.start_mark.line + 1
    if node.id == "scalar":
        return _scalar(node)
    made: Any
    if node.id == "sequence":
        made = Items(
            line, [_value(n, seen, depth + 1) for n in node.value], [n.start_mark.line + 1 for n in node.value]
        )
    else:
        pairs: list[tuple[str, Any, int]] = []
        merged: list[tuple[str, Any, int]] = []
        for key, inner in node.value:
            value = _value(inner, seen, depth + 1)
            if key.tag.endswith(":merge"):
                for each in value if isinstance(value, Items) else [value]:
                    merged += each.pairs if isinstance(each, Map) else []
            else:
                pairs.append((as_text(_value(key, seen, depth + 1)), value, key.start_mark.line + 1))
        if len(pairs) + len(merged) > LARGE:
            raise ValueError("has too many entries")
        made = Map(line, pairs + merged)
    seen[id(node)] = made
    return made


def _scalar(node: Any) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return _WORDS.get(node.value.lower(), node.value)
    if kind == "int" and node.value.lstrip("+-").isdigit():
        return int(node.value)
    return node.value
