"""How each engine moves a table to cheaper storage and back, read from the YAML beside this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr
from sqlglot import exp

from assess.diagnose.texts import Words
from assess.store.yaml_file import read_yaml, validate

FILE = Path(__file__).with_name("engines.yaml")
ASIDE = "_before_tiering"


class Engine(BaseModel):
    """What one engine offers; a list of statements that is empty is something it has no SQL for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    dialect: StrictStr
    also: tuple[StrictStr, ...] = ()
    offers: Words
    file: StrictStr = ""
    once: tuple[StrictStr, ...] = ()
    move: tuple[StrictStr, ...] = ()
    cold: tuple[StrictStr, ...] = ()
    back: tuple[StrictStr, ...] = Field(default=())
    objects: StrictBool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A table to be moved: where it lies in its source, and to which tier."""

    source: str
    schema: str
    name: str
    tier: str


@cache
def engines() -> Mapping[str, Engine]:
    """Engine by sqlglot dialect; `also` names other dialects of the same engine."""
    data = read_yaml(FILE, FILE.name)
    found = {str(name): validate(Engine, entry, FILE.name) for name, entry in data.items()}
    more = {other: engine for engine in found.values() for other in engine.also}
    return found | {other: engine.model_copy(update={"dialect": other}) for other, engine in more.items()}


def script_of(source: str, engine: str) -> str:
    """The run's file that moves tables of this source, below tiering/; empty where the engine has no SQL for it."""
    known = engines().get(engine)
    return f"sql/{source}.sql" if source and known is not None and known.move else ""


def statements(engine: str, moves: Iterable[Moved], *, back: bool = False) -> list[str]:
    """The statements that move these tables of one source, or bring them back, one by one; comments begin with --."""
    known = engines()[engine]
    made = list(known.once)
    for moved in moves:
        chosen = known.back if back else known.cold if moved.tier == "cold" and known.cold else known.move
        words = _words(known, moved)
        made += [_said(text, words) for text in chosen]
    return made


def _words(engine: Engine, moved: Moved) -> dict[str, str]:
    def quoted(name: str, schema: str = "") -> str:
        table = exp.table_(
            exp.to_identifier(name, quoted=True), exp.to_identifier(schema, quoted=True) if schema else None
        )
        return str(table.sql(dialect=engine.dialect))

    def text(value: str) -> str:
        return str(exp.Literal.string(value).sql(dialect=engine.dialect))

    table = quoted(moved.name, moved.schema)
    path = "/".join(_plain(part) for part in (moved.source, moved.schema, moved.name) if part)
    return {
        "table": table,
        "name": quoted(moved.name),
        "aside": quoted(moved.name + ASIDE),
        "aside_table": quoted(moved.name + ASIDE, moved.schema),
        "tier": moved.tier,
        "path": path,
        "plain": text(f"{moved.schema}.{moved.name}"),
        "everything": text(f"SELECT * FROM {table}"),
        "file": text(_said(engine.file, {"tier": moved.tier, "path": path})),
    }


def _plain(part: str) -> str:
    """A part of a path: whatever would end it, or climb out of it, becomes a line."""
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in part)
    return safe.strip(".") or "_"


def _said(text: str, words: Mapping[str, str]) -> str:
    return str(_environment().from_string(text).render(words))


@cache
def _environment() -> Environment:
    # SQL, not a page: names are quoted by sqlglot before they come here.
    return Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
