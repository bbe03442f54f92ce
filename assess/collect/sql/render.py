"""Templated SQL made readable: Jinja of dbt and Airflow, `${…}` of schedulers; of the client's only templates are run.

Of a template that is run each line made is known with the line it comes from. Every other replacement keeps the number
of lines before it. So a statement keeps its line number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assess.model.text import Text

REF = re.compile(r"""^\s*ref\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]\s*(?:,[^)]*)?\)\s*$""")
SOURCE = re.compile(r"""^\s*source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*$""")
SILENT = re.compile(r"^\s*(?:config|set_sql_header|log|do)\s*\(")
PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}|#\{([^{}]*)\}|\$\[([^\[\]]*)\]|\$\(([A-Za-z_][\w]*)\)")
MACRO = re.compile(r"\{%-?\s*(macro|docs|test|materialization)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
BLOCKS = ("macro", "docs", "test", "materialization", "set")
ELSE = re.compile(r"\{%-?\s*(?:else|elif\b[^%]*)\s*-?%\}.*?(?=\{%-?\s*endif\s*-?%\})", re.DOTALL)
NESTED_IF = re.compile(r"\{%-?\s*if\b[^%]*%\}((?:(?!\{%-?\s*(?:if|endif)\b).)*)\{%-?\s*endif\s*-?%\}", re.DOTALL)


MODEL = re.compile(r"\{[{%][^{}]*?\b(?:ref|source)\s*\(\s*['\"]|\{\{-?\s*config\s*\(")
SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)")
ABOVE = 8  # folders above a file in which its project is looked for


class Rendered(NamedTuple):
    """Plain SQL, for each of its lines the line of the template, empty where they are the same, and why the template
    could not be run where it could not."""

    text: str
    lines: tuple[int, ...] = ()
    why: Text = Text.both("")


def is_templated(text: str) -> bool:
    """Whether the text carries Jinja marks."""
    return "{{" in text or "{%" in text


def is_model(text: str) -> bool:
    """Whether the text is a dbt model: one query whose target is the file's own name."""
    return bool(MODEL.search(text))


def model_name(text: str) -> str:
    """The name a snapshot gives itself, empty where the file's name is the model's."""
    named = SNAPSHOT.findall(text)
    return named[0] if len(named) == 1 else ""


def project_near(folder: Path) -> Path | None:
    """The nearest folder from here upwards that has macros or is a dbt project's; None where there is none."""
    for place in (folder, *list(folder.parents)[:ABOVE]):
        if (place / "dbt_project.yml").is_file() or (place / "macros").is_dir():
            return place
    return None


def render(text: str, this: str = "", project: Path | None = None) -> Rendered:
    """Plain SQL. Templates are run in a process apart with the macros of the `project` in that folder; one that
    cannot be run is read by its marks: `ref` and `source` become tables, conditions keep their first branch, the rest
    a placeholder."""
    if not is_templated(text):
        return Rendered(PLACEHOLDER.sub(_named, text))
    from assess.collect.sql.jinja.apart import filled_apart

    found = filled_apart(text, this, project)
    if found.text is not None:
        return Rendered(PLACEHOLDER.sub(_named, found.text), found.lines)
    return Rendered(PLACEHOLDER.sub(_named, by_marks(text, this)), (), found.why)


def by_marks(text: str, this: str = "") -> str:
    """A template read without running it, line for line."""
    text = _without_loose_ends(text)
    text = re.sub(r"\{#.*?#\}", _blank, text, flags=re.DOTALL)
    text = MACRO.sub(_blank, text)
    text = re.sub(r"\{%-?\s*set\s+\w+\s*-?%\}.*?\{%-?\s*endset\s*-?%\}", _blank, text, flags=re.DOTALL)
    text = _first_branches(text)
    text = re.sub(r"\{%.*?%\}", _blank, text, flags=re.DOTALL)
    text = re.sub(r"(['\"]?)\{\{-?(.*?)-?\}\}(['\"]?)", _expression(this), text, flags=re.DOTALL)
    # a loop keeps one turn, which leaves its separator before the closing word
    return re.sub(r",(\s*(?:FROM|\))\b)", r" \1", text, flags=re.IGNORECASE)


def _without_loose_ends(text: str) -> str:
    """The text without beginnings that nothing after them ends: each would be looked for to the end of the text."""
    for opens, ends in (("{#", "#}"), ("{%", "%}"), ("{{", "}}")):
        last = text.rfind(ends) + 1
        text = text[:last] + text[last:].replace(opens, "  ")
    for word in BLOCKS:
        last = max((found.end() for found in re.finditer(rf"\{{%-?\s*end{word}\b", text)), default=0)
        text = text[:last] + re.sub(rf"(\{{%-?\s*)(?:{word})\b", r"\1_", text[last:])
    return text


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
