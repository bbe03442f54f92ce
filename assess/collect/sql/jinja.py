"""Jinja of dbt and Airflow filled in without dbt: loops, conditions and macros run in a sandbox, names stay names.

What a template asks of a warehouse or a scheduler is not known here: it stands as an identifier made of its own name
(`{{ params.day }}` is params_day), is true where it decides, and is one item where it is gone through. Incremental
models are read as they run every day, not as they are built first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

STEPS = 20_000  # turns of all loops over numbers together
LONGEST = 4_000_000  # characters of a rendered text
ASKED_BY_JINJA = frozenset(("unsafe_callable", "alters_data", "jinja_pass_arg"))
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SNAPSHOT = re.compile(r"\{%-?\s*(?:end)?snapshot\b.*?%\}", re.DOTALL)
MARK = re.compile("\x01(\\d+)\x02")


class Unknown(Undefined):
    """A name that the template does not define: it stands for itself, and so does all that is asked of it."""

    __slots__ = ()

    @property
    def _name(self) -> str:
        return str(self._undefined_name or "unknown")

    def _more(self, name: object) -> Unknown:
        return Unknown(name=f"{self._name}_{name}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ASKED_BY_JINJA:
            raise AttributeError(name)
        return self._more(name)

    def __getitem__(self, key: Any) -> Any:
        return self._more(key)

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __str__(self) -> str:
        name = re.sub(r"\W+", "_", self._name).strip("_")
        return name if name and not name[0].isdigit() else f"p_{name}"

    def __iter__(self) -> Iterator[Any]:
        yield self

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 1

    def __hash__(self) -> int:
        return hash(self._name)

    def _same(self, *_: Any) -> Any:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _same
    __lt__ = __le__ = __gt__ = __ge__ = _same


class _Sandbox(ImmutableSandboxedEnvironment):
    """No attribute of Python's own, no endless loop, no text that grows without bound."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or any(isinstance(side, str | list | tuple) for side in (left, right)):
            sizes = [len(s) if isinstance(s, str | list | tuple) else abs(int(s)) if isinstance(s, int) else 1
                     for s in (left, right)]  # fmt: skip
            if sizes[0] * sizes[1] > STEPS or (operator == "**" and sizes[1] > 64):
                raise TemplateError("a value of the template grows too large")
        return super().call_binop(context, operator, left, right)


def rendered(text: str, this: str, macros: Mapping[str, Any] | None = None) -> tuple[str, tuple[int, ...]] | None:
    """Plain SQL and for each of its lines the line of the template, from 1; None where the template cannot be run."""
    environment = _Sandbox(undefined=Unknown, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    plain = SNAPSHOT.sub(lambda found: "\n" * found[0].count("\n"), text)
    try:
        template = environment.from_string(_marked(plain), globals={**_names(this), **(macros or {})})
        size, parts = 0, []
        for part in template.generate():
            size += len(part)
            if size > LONGEST:
                return None
            parts.append(part)
    except Exception:  # noqa: BLE001 - a template may fail in any way; the plain way reads it then
        return None
    return _unmarked("".join(parts))


@lru_cache(maxsize=16)
def macros_in(folder: Path) -> Mapping[str, Any]:
    """The macros of a project's `macros` folder by name; a file that cannot be run gives none."""
    found: dict[str, Any] = {}
    environment = _Sandbox(undefined=Unknown, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    names = _names("")
    for path in sorted(folder.rglob("*.sql")):
        with suppress(Exception):
            module = environment.from_string(path.read_text("utf-8"), globals=names | found).module
            found |= {n: made for n, made in vars(module).items() if not n.startswith("_") and callable(made)}
    return found


def macros_near(path: Path) -> Mapping[str, Any]:
    """The macros of the project a file belongs to: of the nearest folder above it that has a folder `macros`."""
    for folder in list(path.resolve().parents)[:8]:
        if (folder / "macros").is_dir():
            return macros_in(folder / "macros")
    return {}


def _names(this: str) -> dict[str, Any]:
    """What dbt and Airflow give every template, as far as lineage needs it."""
    left = [STEPS]

    def numbers(*bounds: int) -> Iterator[int]:
        for number in range(*bounds):
            left[0] -= 1
            if left[0] < 0:
                raise TemplateError("the template loops too often")
            yield number

    def source(schema: str, name: str) -> str:
        return f"{schema}.{name}"

    def ref(*names: Any, **_: Any) -> str:
        return str(names[-1])

    def var(name: str, default: Any = None) -> Any:
        return default if default is not None else Unknown(name=name)

    def silent(*_: Any, **__: Any) -> str:
        return ""

    return {
        "ref": ref, "source": source, "var": var, "env_var": var, "config": silent, "log": silent, "print": silent,
        "set_sql_header": silent, "this": this or Unknown(name="this"), "is_incremental": lambda: True,
        "is_init": lambda: False, "execute": True, "range": numbers, "return": lambda value: value,
    }  # fmt: skip


def _marked(text: str) -> str:
    """The template with a mark of its number before each line that begins outside a tag."""
    inside = [(m.start(), m.end()) for m in TAG.finditer(text)]
    parts: list[str] = []
    at = tag = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        while tag < len(inside) and inside[tag][1] <= at:
            tag += 1
        within = tag < len(inside) and inside[tag][0] < at < inside[tag][1]
        parts.append(line if within else f"\x01{number}\x02{line}")
        at += len(line)
    return "".join(parts)


def _unmarked(text: str) -> tuple[str, tuple[int, ...]]:
    lines: list[int] = []
    last = 1
    for line in text.split("\n"):
        marks = [int(m[1]) for m in MARK.finditer(line)]
        lines.append(marks[0] if marks else last)
        last = marks[-1] if marks else last
    return MARK.sub("", text), tuple(lines)
