"""What dbt and Airflow give every template, as far as lineage needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateError
from jinja2.runtime import Macro

from assess.collect.sql.jinja.environment import STEPS, Returned, Unknown

Names = dict[str, Any]


class Space:
    """Names with a dot before them, such as those of a package; one it does not have is unknown."""

    def __init__(self, name: str, names: Mapping[str, Any], other: Callable[[str], Any] | None = None) -> None:
        self._space_name, self._space_names, self._space_other = name, names, other

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._space_names:
            return self._space_names[name]
        return self._space_other(name) if self._space_other else Unknown(name=f"{self._space_name}_{name}")

    def __str__(self) -> str:
        return self._space_name


class Relation(str):
    """A table as a template handles it: its name, with the parts it is asked for."""

    __slots__ = ()

    @property
    def identifier(self) -> str:
        return self.rpartition(".")[2]

    name = table = identifier

    @property
    def schema(self) -> Any:
        parts = self.split(".")
        return parts[-2] if len(parts) > 1 else Unknown(name="schema")

    @property
    def database(self) -> Any:
        parts = self.split(".")
        return parts[-3] if len(parts) > 2 else Unknown(name="database")

    def include(self, **_: Any) -> Relation:
        return self

    quote = include

    def render(self) -> Relation:
        return self


class Late:
    """A macro by its name, looked up when it is called: macros of a project know each other in any order."""

    def __init__(self, name: str, found: Mapping[str, Macro]) -> None:
        self._late_name, self._late_found = name, found

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        macro = self._late_found.get(self._late_name)
        if macro is None:
            return Unknown(name=self._late_name)
        try:
            return macro(*args, **kwargs)
        except Returned as given:
            return given.value


def base_names(this: str, variables: Mapping[str, Any]) -> Names:
    """The names of one template; `this` is the table it fills, `variables` those of its project."""
    left = [STEPS]

    def numbers(*bounds: int) -> Iterator[int]:
        for number in range(*bounds):
            left[0] -= 1
            if left[0] < 0:
                raise TemplateError("it loops too often")
            yield number

    def var(name: str, default: Any = None) -> Any:
        if name in variables:
            return variables[name]
        return default if default is not None else Unknown(name=name)

    def environment(name: str, default: Any = None) -> Any:
        return default if default is not None else Unknown(name=name)

    def give_back(value: Any = None) -> Any:
        raise Returned(value)

    return {
        "ref": ref, "source": source, "var": var, "env_var": environment, "log": silent, "print": silent,
        "set_sql_header": silent, "statement": silent, "store_result": silent, "doc": silent, "debug": silent,
        "config": _Config(), "this": Relation(this) if this else Unknown(name="this"), "execute": True,
        "is_incremental": lambda: True, "is_init": lambda: False, "range": numbers, "return": give_back, "zip": zip,
        "exceptions": Space("exceptions", {}, lambda _: silent), "dbt": Space("dbt", {}, _function),
        "dbt_utils": Space("dbt_utils", UTILITIES), "builtins": Space("builtins", {"ref": ref, "source": source}),
    }  # fmt: skip


class _Config:
    """`config(…)`, which writes nothing, and what a macro asks of it."""

    def __call__(self, *_: Any, **__: Any) -> str:
        return ""

    def get(self, name: str, default: Any = None, **_: Any) -> Any:
        return default if default is not None else Unknown(name=name)

    require = get

    def set(self, *_: Any, **__: Any) -> str:
        return ""


def source(schema: str, name: str) -> Relation:
    """The table of a source."""
    return Relation(f"{schema}.{name}")


def ref(*names: Any, v: Any = None, version: Any = None) -> Relation:
    """The table of a model: its name, with the version where one is asked for."""
    number = v if v is not None else version
    return Relation(names[-1] if number is None else f"{names[-1]}_v{number}")


def silent(*_: Any, **__: Any) -> str:
    """Writes nothing, whatever it is given."""
    return ""


def _function(name: str) -> Callable[..., str]:
    """dbt's functions that each engine spells in its way: types by their name, others as calls of their arguments."""

    def written(*args: Any, **kwargs: Any) -> str:
        if name.startswith("type_"):
            return name.removeprefix("type_")
        given = [str(a) for a in (*args, *kwargs.values())]
        return f"{name}({', '.join(given)})"

    return written


def _star(*given: Any, **more: Any) -> str:
    alias = more.get("relation_alias") or (given[1] if len(given) > 1 and isinstance(given[1], str) else "")
    return f"{alias}.*" if alias else "*"


def _key(fields: Any, *_: Any, **__: Any) -> str:
    names = [fields] if isinstance(fields, str) else [str(field) for field in fields]
    return f"md5(concat({', '.join(names)}))"


def _places(n: Any, *_: Any, **__: Any) -> str:
    return f"group by {', '.join(str(i) for i in range(1, min(int(n), 500) + 1))}"


def _union(relations: Any, *_: Any, **__: Any) -> str:
    return f"({' union all '.join(f'select * from {relation}' for relation in relations)})"


UTILITIES: Names = {
    "star": _star, "surrogate_key": _key, "generate_surrogate_key": _key, "group_by": _places,
    "union_relations": _union,
}  # fmt: skip
