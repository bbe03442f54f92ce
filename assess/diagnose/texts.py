"""A detector's words: one YAML beside it, rendered with a claim's facts in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined, Template
from pydantic import BaseModel, ConfigDict, StrictStr

from assess.model import numbers
from assess.model.money import Money
from assess.model.text import Text
from assess.store.yaml_file import read_model


class Words(BaseModel):
    """A Jinja text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: StrictStr
    en: StrictStr


class DetectorTexts(BaseModel):
    """`ok` and `finding` are titles, each a sentence with a number; both are Jinja over the facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Words
    ok: Words
    finding: Words
    why: Words
    remedy: Words
    looks_at: Words
    decides: Words
    cannot_see: Words
    effort: Literal["small", "medium", "large"]
    treatments: tuple[StrictStr, ...] = ()


@cache
def texts_of(path: Path) -> DetectorTexts:
    return read_model(DetectorTexts, path)


def render(words: Words, facts: Mapping[str, Any], names: Mapping[str, Text]) -> Text:
    """`words` with `facts` put in. Filters: count, percent, money, size, dept, depts, join, pick.

    `names` are department names by id, for the filters dept and depts; `pick` takes
    {zh, en} from a fact that is itself bilingual.
    """
    zh, en = _template("zh", words.zh), _template("en", words.en)
    return Text(zh.render(facts, _names=names).strip(), en.render(facts, _names=names).strip())


@cache
def _template(language: str, text: str) -> Template:
    return _environment(language).from_string(text)


@cache
def _environment(language: str) -> Environment:
    from jinja2 import pass_context
    from jinja2.runtime import Context

    @pass_context
    def dept(context: Context, identifier: str) -> str:
        name = context["_names"].get(identifier)
        return name[language] if name else (identifier or ("未知部门" if language == "zh" else "an unknown department"))

    @pass_context
    def depts(context: Context, identifiers: list[str]) -> str:
        return listing([dept(context, identifier) for identifier in identifiers])

    def listing(items: list[Any], most: int = 4) -> str:
        shown = [str(item) for item in items[:most]]
        rest = len(items) - len(shown)
        if language == "zh":
            return "、".join(shown) + (f"等 {len(items)} 个" if rest else "")
        if rest:
            return ", ".join(shown) + f" and {rest} more"
        return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else ""

    def money(value: Any) -> str:
        if isinstance(value, Money):
            return numbers.money(value.base, value.currency, language)
        return numbers.money(value["base"], value["currency"], language)

    # Plain text for JSON and YAML; whoever puts it into a page escapes it there.
    env = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    env.filters |= {
        "count": lambda value: numbers.count(value, language),
        "percent": numbers.percent,
        "money": money,
        "size": lambda value: numbers.size(value, language),
        "dept": dept,
        "depts": depts,
        "listing": listing,
        "pick": lambda value: value[language],
    }
    return env
