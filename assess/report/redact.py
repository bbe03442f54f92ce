"""A copy of a result in which no name of the client's survives: same findings, same numbers, aliases for names.

What is not known to be ours is taken for the client's: a fact of a detector we have never seen becomes an alias too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.model.result import Result
from assess.report.redact_names import Aliases
from assess.report.redact_treatments import PARTS, Fields
from assess.report.redact_words import OURS, TYPES, UNITS

WITHHELD = {"zh": "（已隐去）", "en": "(withheld)"}
_TABLE = re.compile(r"[^\W\d][\w$-]*(\.[\w$#-]+){1,3}")
_METRIC = re.compile(r"(.+?\.\w+(?:\[[^\]]*\])?):(\d+) (.+)", re.DOTALL)
_PLACE = re.compile(r"([^\s:]+\.\w{2,7}(?:\[[^\]]*\])?)(:\d+)?")
_FILE = re.compile(r"(?i)\.(sql|csv|xlsx|ya?ml|json|py|parquet|tsv|txt|lkml|md|ddl|hql)(\[[^\]]*\])?$")
_PLAIN = re.compile(r"[\d\s.,:%/+TZ-]*|G\d+|q\d+_\d+|D\d+")
_PEOPLE = ("owner", "person", "by", "decided_by")
_FREE = ("label", "comment", "comments", "note", "reason", "message", "text")


@dataclass(frozen=True)
class Redacted:
    """The copy, and the key that turns its aliases back into names."""

    result: Result
    aliases: Aliases


def redacted(result: Result) -> Redacted:
    """The result with aliases for tables, columns, metrics, files, people, departments and the client."""
    aliases, told = Aliases(), result.model_dump(mode="json")
    departments = {d["id"] for d in told["engagement"]["departments"]}
    _engagement(told["engagement"], aliases)
    for finding in told["findings"]:  # names first, so that every sentence finds them
        _register(finding["evidence"], "", aliases, departments)
        for subject in finding["subjects"]:
            _subject(subject, finding, aliases, departments)
    for finding in told["findings"]:
        _Walker(aliases, departments, False).facts(finding["evidence"], (), finding)
    _people(told["roadmap"], aliases)
    for part in (*told["coverage"], *told["run"]["inputs"]):
        part["input"] = _input(part["input"], aliases)
    walker = _Walker(aliases, departments)
    fields = Fields(aliases, walker.department)
    for name in PARTS:
        fields.meet(told[name])
    for finding in told["findings"]:
        finding["subjects"] = [_subject(s, finding, aliases, departments) for s in finding["subjects"]]
        finding["departments"] = [walker.department(d) for d in finding["departments"]]
        finding["evidence"] = walker.facts(finding["evidence"], (), finding)
        _sentences(finding, aliases, ("title", "why", "remedy"))
    for part in told["coverage"]:
        part["department"] = walker.department(part["department"])
        _sentences(part, aliases, ("why",))
    told["roadmap"] = walker.plan(told["roadmap"], "")
    told["applicability"] = walker.plan(told["applicability"], "")
    told["maturity"] = walker.plan(told["maturity"], "")
    told |= {name: fields.rewrite(told[name]) for name in PARTS}
    return Redacted(Result.model_validate(told), aliases)


def _engagement(told: dict[str, Any], aliases: Aliases) -> None:
    client = told["client"]
    for name in (client["zh"], client["en"]):
        bare = re.sub(r"\s*[（(].*?[)）]", "", name).strip()
        first = bare.split()[0] if " " in bare else bare
        aliases.number("client", "client", name, bare, first)
    aliases.said.pop("client", None)
    told["client"] = {"zh": "客户", "en": "The client"}
    if told.get("logo"):
        told["logo"] = None
    for department in told["departments"]:
        name = department["name"]
        n = aliases.number("department", department["id"], name["zh"], name["en"])
        aliases.said.pop(department["id"], None)
        department["name"] = {"zh": f"部门 {n}", "en": f"Department {n}"}
        if department["owner"]:
            department["owner"] = aliases("person", department["owner"])
        department["id"] = f"d{n}"


def _register(value: Any, key: str, aliases: Aliases, departments: set[str]) -> None:
    """Meet every name of a finding's facts before any sentence is read."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if _is_table(name):
                _table(name, aliases)
            _register(part, name, aliases, departments)
    elif isinstance(value, list):
        for part in value:
            _register(part, key, aliases, departments)
    elif isinstance(value, str) and value and value not in departments:
        if key in _PEOPLE:
            aliases("person", value)
        elif _METRIC.fullmatch(value):
            _metric(value, aliases)
        elif _FILE.search(value.split(":")[0]):
            _place(value, aliases)
        elif _is_table(value):
            _table(value, aliases)


def _people(value: Any, aliases: Aliases, key: str = "") -> None:
    """Meet the people whom the roadmap names, before a finding's sentence does."""
    for name, part in value.items() if isinstance(value, dict) else [(key, v) for v in value]:
        if isinstance(part, dict | list):
            _people(part, aliases, name)
        elif name in _PEOPLE and isinstance(part, str) and part:
            aliases("person", part)


def _subject(subject: str, finding: Mapping[str, Any], aliases: Aliases, departments: set[str]) -> str:
    if subject in departments:
        return f"d{aliases.number('department', subject)}"
    if _METRIC.fullmatch(subject):
        return _metric(subject, aliases)
    if _is_table(subject):
        return _table(subject, aliases)
    if _FILE.search(subject.split(":", maxsplit=1)[0]):
        return _place(subject, aliases)
    ours = finding["family"] in ("maturity", "contradictions", "gates")
    return subject if ours and re.fullmatch(r"[a-zA-Z]\w*", subject) else aliases("name", subject)


def _is_table(name: str) -> bool:
    return bool(_TABLE.fullmatch(name)) and not _FILE.search(name)


def _table(name: str, aliases: Aliases) -> str:
    """The table's alias; its last part alone stands for it in sentences too."""
    return aliases("table", name, name.rsplit(".", 1)[-1])


def _metric(text: str, aliases: Aliases) -> str:
    match = _METRIC.fullmatch(text)
    assert match
    return f"{aliases('file', match[1])}:{match[2]} {aliases('metric', match[3])}"


def _place(text: str, aliases: Aliases) -> str:
    match = _PLACE.fullmatch(text)
    if not match:
        return aliases("file", text)
    return aliases("file", match[1], match[1].rsplit("/", 1)[-1]) + (match[2] or "")


def _input(name: str, aliases: Aliases) -> str:
    """An input's name: the source, then the part of it; “values” is ours."""
    head, *rest = name.split(": ")
    parts = [aliases("file" if _FILE.search(head) else "input", head, head.rsplit("/", 1)[-1])]
    for part in rest:
        parts.append(part if part == "values" else _place(part, aliases))
    return ": ".join(parts)


def _sentences(part: dict[str, Any], aliases: Aliases, keys: tuple[str, ...]) -> None:
    for key in keys:
        part[key] = {language: aliases.sentence(text, language) for language, text in part[key].items()}


@dataclass(frozen=True)
class _Walker:
    """`speaks` is false while names are only met, before any sentence is rewritten."""

    aliases: Aliases
    departments: set[str]
    speaks: bool = True

    def department(self, identifier: str) -> str:
        return f"d{self.aliases.number('department', identifier)}" if identifier else ""

    def plan(self, value: Any, key: str) -> Any:  # noqa: PLR0911 (a table of cases)
        """Roadmap, gates and levels: product texts with names put in; people by their role."""
        if isinstance(value, dict):
            if set(value) == {"zh", "en"}:
                return {language: self.aliases.sentence(text, language) for language, text in value.items()}
            return {self._key(k): self.plan(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.plan(v, key) for v in value]
        if not isinstance(value, str) or not value:
            return value
        if value in self.departments and key.startswith("department"):
            return self.department(value)
        if key in _PEOPLE:
            return self.aliases("person", value)
        if key in ("reason", "value", "deliverables"):
            return self.aliases.sentence(value, "en")
        return value

    def facts(self, value: Any, path: tuple[str, ...], finding: Mapping[str, Any]) -> Any:
        """A detector's facts, name by name."""
        if isinstance(value, dict):
            if {"zh", "en"} <= set(value):
                return {k: self._said(v, k, path, finding) for k, v in value.items()}
            return {self._key(k): self.facts(v, (*path, k), finding) for k, v in value.items()}
        if isinstance(value, list):
            return [self.facts(v, path, finding) for v in value]
        return self._text(value, path, finding) if isinstance(value, str) else value

    def _said(self, value: Any, key: str, path: tuple[str, ...], finding: Mapping[str, Any]) -> Any:
        if key in ("zh", "en"):
            if isinstance(value, list):
                return [self._said(v, key, path, finding) for v in value]
            return self.aliases.sentence(value, key) if isinstance(value, str) and self.speaks else value
        return self.facts(value, (*path, key), finding)

    def _key(self, key: str) -> str:
        if _is_table(key):
            return _table(key, self.aliases)
        if key in self.departments:
            return self.department(key)
        if _METRIC.fullmatch(key):
            return _metric(key, self.aliases)
        return _place(key, self.aliases) if _FILE.search(key.split(":", maxsplit=1)[0]) else key

    def _text(  # noqa: PLR0911, PLR0912 (a table of cases, the surest first)
        self, text: str, path: tuple[str, ...], finding: Mapping[str, Any]
    ) -> str:
        key = path[-1] if path else ""
        aliases = self.aliases
        if not text or _PLAIN.fullmatch(text):
            return text
        if text in self.departments:
            return self.department(text)
        if path == ("formula",) and finding["saving"] is not None:
            return text  # the detector's own rule, in names of prices
        if key in OURS and text.isascii() and re.fullmatch(r"[\w -]+", text):
            return text
        if key in _PEOPLE:
            return aliases("person", text)
        if key in _FREE:
            return WITHHELD["en"] if text.isascii() else WITHHELD["zh"]
        if key in ("unit", "window", "grain") and all(t in UNITS for t in re.split(r"[,，\s]+", text)):
            return text
        if _METRIC.fullmatch(text):
            return _metric(text, aliases)
        if _is_table(text):
            return _table(text, aliases)
        if _FILE.search(text.split(":", maxsplit=1)[0]):
            return _place(text, aliases)
        if TYPES.fullmatch(text):
            return text
        if finding["family"] == "metrics" and key in ("name", "names"):
            return aliases("metric", text)
        if re.search(r"[\s()=<>'*+]", text):
            return aliases.sql(text)
        return aliases("name", text)
