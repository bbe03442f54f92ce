"""Templated SQL made readable: Jinja of dbt and Airflow, `${…}` of schedulers; nothing of the client's is run.

Every replacement keeps the number of lines before it, so a statement keeps its line number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

REF = re.compile(r"""^\s*ref\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]\s*(?:,[^)]*)?\)\s*$""")
SOURCE = re.compile(r"""^\s*source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*$""")
SILENT = re.compile(r"^\s*(?:config|set_sql_header|log|do)\s*\(")
PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}|#\{([^{}]*)\}|\$\[([^\[\]]*)\]|\$\(([A-Za-z_][\w]*)\)")
MACRO = re.compile(r"\{%-?\s*(macro|docs|test|materialization)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
ELSE = re.compile(r"\{%-?\s*(?:else|elif\b[^%]*)\s*-?%\}.*?(?=\{%-?\s*endif\s*-?%\})", re.DOTALL)
NESTED_IF = re.compile(r"\{%-?\s*if\b[^%]*%\}((?:(?!\{%-?\s*(?:if|endif)\b).)*)\{%-?\s*endif\s*-?%\}", re.DOTALL)


def is_templated(text: str) -> bool:
    """Whether the text carries Jinja marks."""
    return "{{" in text or "{%" in text


def is_model(text: str) -> bool:
    """Whether the text is a dbt model: one query whose target is the file's own name."""
    return bool(re.search(r"\{\{-?\s*(?:ref|source|config)\s*\(", text))


def render(text: str, this: str = "", macros: Mapping[str, Any] | None = None) -> tuple[str, tuple[int, ...]]:
    """Plain SQL, and for each of its lines the line of `text`; empty where they are the same.

    Templates are run in a sandbox with `macros`; one that cannot be run is read by its marks: `ref` and `source`
    become tables, conditions keep their first branch, the rest a placeholder.
    """
    if not is_templated(text):
        return PLACEHOLDER.sub(_named, text), ()
    from assess.collect.sql.jinja import rendered

    found = rendered(text, this, macros)
    if found is not None:
        return PLACEHOLDER.sub(_named, found[0]), found[1]
    return PLACEHOLDER.sub(_named, by_marks(text, this)), ()


def by_marks(text: str, this: str = "") -> str:
    """A template read without running it, line for line."""
    text = re.sub(r"\{#.*?#\}", _blank, text, flags=re.DOTALL)
    text = MACRO.sub(_blank, text)
    text = re.sub(r"\{%-?\s*set\s+\w+\s*-?%\}.*?\{%-?\s*endset\s*-?%\}", _blank, text, flags=re.DOTALL)
    text = _first_branches(text)
    text = re.sub(r"\{%.*?%\}", _blank, text, flags=re.DOTALL)
    text = re.sub(r"(['\"]?)\{\{-?(.*?)-?\}\}(['\"]?)", _expression(this), text, flags=re.DOTALL)
    # a loop keeps one turn, which leaves its separator before the closing word
    return re.sub(r",(\s*(?:FROM|\))\b)", r" \1", text, flags=re.IGNORECASE)


def _first_branches(text: str) -> str:
    for _ in range(50):
        changed = NESTED_IF.sub(lambda m: _keep_first(m.group()), text)
        if changed == text:
            return ELSE.sub(_blank, text)
        text = changed
    return text


def _keep_first(block: str) -> str:
    block = ELSE.sub(_blank, block)
    return re.sub(r"\{%.*?%\}", _blank, block, flags=re.DOTALL)


def _expression(this: str) -> Callable[[re.Match[str]], str]:
    def written(match: re.Match[str]) -> str:
        before, inside, after = match[1], match[2], match[3]
        lines = "\n" * inside.count("\n")
        if ref := REF.match(inside):
            return f"{before}{ref[1]}{after}{lines}"
        if source := SOURCE.match(inside):
            return f"{before}{source[1]}.{source[2]}{after}{lines}"
        if inside.strip() == "this" and this:
            return f"{before}{this}{after}{lines}"
        if SILENT.match(inside):
            return f"{before}{after}{lines}"
        return f"{before}{_identifier(inside)}{after}{lines}"

    return written


def _named(match: re.Match[str]) -> str:
    inside = next(group for group in match.groups() if group is not None)
    return _identifier(inside) + "\n" * inside.count("\n")


def _identifier(text: str) -> str:
    name = re.sub(r"\W+", "_", re.sub(r"^\s*(?:hiveconf|hivevar|system|env)\s*:", "", text)).strip("_")
    return name if name and not name[0].isdigit() else f"p_{name}"


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")
