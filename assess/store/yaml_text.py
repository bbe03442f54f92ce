"""YAML from elsewhere, looked at before it is read: a short text can nest, or repeat itself, without end.

The quick parser goes down one call a level, without counting, and ends the whole process; an alias stands for all it
names, so that nine lines of nine are a billion words.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

from assess.model.errors import BadInput, Problem

DEEPEST = 100
LARGEST = 20_000_000  # characters
MOST = 1_000_000  # values once every alias is written out
_ALIAS = re.compile(r"(?:^|[\s\[{,:?-])\*\S", re.MULTILINE)


def parse_yaml(text: str, shown: str, *, marked: bool) -> Any:
    """The document in `text`; with `marked` as maps and lists that know their lines. BadInput says file and line."""
    documents = list(parse_documents(text, shown, marked=marked))
    if len(documents) > 1:
        raise BadInput([Problem(shown, f"holds {len(documents)} documents; keep one.")])
    return documents[0] if documents else None


def parse_documents(text: str, shown: str, *, marked: bool) -> list[Any]:
    """Every document in `text`, as `parse_yaml` gives one."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an anchor given twice: the later one counts
            if fault := oversize(text, pure=marked):
                raise BadInput([Problem(shown, f"{fault}.")])
            found = list((YAML() if marked else YAML(typ="safe")).load_all(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput([Problem(f"{shown}:{line}", f"is not valid YAML: {error.problem}.")]) from None
    except YAMLError as error:
        said = str(error).splitlines()[0]
        raise BadInput([Problem(shown, f"is not valid YAML: {said}.")]) from None
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        # what the constructors of dates and numbers raise; a date such as 2026-13-45 comes to this
        said = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput([Problem(shown, f"holds a value that is no date or number ({said}).")]) from None
    if _has_endless_number(found):
        raise BadInput([Problem(shown, "holds a whole number of more than 64 bits.")])
    return found


def oversize(text: str, pure: bool = False) -> str:
    """What is too much of a text, as the rest of a sentence; "" where it can be read.

    `pure` asks the slow parser, which reads a little more. MarkedYAMLError where the text is broken.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

    if len(text) > LARGEST:
        return f"has {len(text):,} characters; at most {LARGEST:,} are read"
    depth = 0
    if _may_be_deep(text):
        for event in YAML(typ="safe", pure=pure).parse(text):
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    return f"is nested more than {DEEPEST} levels deep"
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
    if _ALIAS.search(text):
        known: dict[int, int] = {}
        if sum(_written_out(node, known) for node in YAML(typ="safe", pure=pure).compose_all(text)) > MOST:
            return f"grows beyond {MOST:,} values by its aliases"
    return ""


def _has_endless_number(found: Any) -> bool:
    """Whether a whole number is in it that no column holds and that cannot even be printed."""
    left, seen = [found], set[int]()
    while left:
        one = left.pop()
        if isinstance(one, int) and abs(one) >> 64:
            return True
        if isinstance(one, dict | list) and id(one) not in seen:
            seen.add(id(one))
            left += [*one.keys(), *one.values()] if isinstance(one, dict) else one
    return False


def _may_be_deep(text: str) -> bool:
    """Whether brackets, dashes in a row or steps of indentation could make more levels than are allowed."""
    if text.count("[") + text.count("{") > DEEPEST // 4:
        return True
    steps = {len(line) - len(line.lstrip(" ")) for line in text.splitlines()}
    return len(steps) > DEEPEST // 4 or "- - " in text or "? ? " in text


def _written_out(node: Any, known: dict[int, int]) -> int:
    """How many values a node is with its aliases written out; more than is allowed where it holds itself."""
    if node is None or node.id == "scalar":
        return 1
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = MOST + 1  # until it is counted: only what holds itself asks meanwhile
    inner = node.value if node.id == "sequence" else [part for pair in node.value for part in pair]
    known[id(node)] = 1 + sum(_written_out(one, known) for one in inner)
    return known[id(node)]
