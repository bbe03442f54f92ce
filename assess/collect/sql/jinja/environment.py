"""Templates run in a sandbox: loops, conditions and macros are executed, names nobody defines stay names.

What a template asks of a warehouse or a scheduler is not known here: it stands as an identifier made of its own name
(`{{ params.day }}` is params_day), is true where it decides, and is one item where it is gone through. Incremental
models are read as they run every day, not as they are built first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, Undefined
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assess.collect.sql.jinja.marks import marked, unmarked

STEPS = 20_000  # turns of all loops over numbers together
LONGEST = 4_000_000  # characters of a rendered text
SNAPSHOT = re.compile(r"\{%-?\s*(?:end)?snapshot\b.*?%\}", re.DOTALL)
# blocks that hold no query of the file
OTHER_BLOCKS = re.compile(
    r"\{%-?\s*(docs|test|data_test|unit_test|materialization|operation)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL
)
PLAIN_FILTERS = ("as_bool", "as_native", "as_number", "as_text", "ds", "ds_nodash", "ts", "ts_nodash",
                 "ts_nodash_with_tz")  # fmt: skip


ASKED_OF_CALLABLES = ("unsafe_callable", "alters_data", "jinja_pass_arg")


class Unknown(Undefined):
    """A name that the template does not define: it stands for itself, and so does all that is asked of it."""

    __slots__ = ()

    @property
    def _name(self) -> str:
        return str(self._undefined_name or "unknown")

    def _more(self, name: object) -> Unknown:
        return Unknown(name=f"{self._name}_{name}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ASKED_OF_CALLABLES:
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


class Returned(Exception):
    """What a macro gives back instead of its text."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__()


class Sandbox(ImmutableSandboxedEnvironment):
    """No attribute of Python's own, no text that grows without bound. Time and memory are the process's to limit."""

    intercepted_binops = frozenset(["*", "**"])

    def __init__(self) -> None:
        super().__init__(undefined=Unknown, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
        self.filters.update(dict.fromkeys(PLAIN_FILTERS, lambda value, *_: value))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or any(isinstance(side, str | list | tuple) for side in (left, right)):
            sizes = [len(s) if isinstance(s, str | list | tuple) else abs(int(s)) if isinstance(s, int) else 1
                     for s in (left, right)]  # fmt: skip
            if sizes[0] * sizes[1] > STEPS or (operator == "**" and sizes[1] > 64):
                raise TemplateError("a value of it grows too large")
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as jinja2 has it
        try:
            return super().call(__context, __obj, *args, **kwargs)
        except Returned as given:
            if isinstance(__obj, Macro):
                return given.value
            raise


def filled(text: str, names: Mapping[str, Any]) -> tuple[str, tuple[int, ...]]:
    """Plain SQL, and for each of its lines the line of the template, from 1; empty lines where that got lost.

    Raises whatever the template makes go wrong.
    """
    plain = text
    for block in (SNAPSHOT, OTHER_BLOCKS):
        plain = block.sub(lambda found: "\n" * found[0].count("\n"), plain)
    try:
        return unmarked(_run(marked(plain), names))
    except TemplateSyntaxError:  # perhaps by a mark within an expression
        return _run(plain, names), ()


def _run(text: str, names: Mapping[str, Any]) -> str:
    template = Sandbox().from_string(text, globals=dict(names))
    size, parts = 0, []
    for part in template.generate():
        size += len(part)
        if size > LONGEST:
            raise TemplateError(f"it grows beyond {LONGEST:,} characters")
        parts.append(part)
    return "".join(parts)
