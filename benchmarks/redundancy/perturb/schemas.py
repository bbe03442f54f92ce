"""The logical tables the company's copies are made of: public products' DDL, else the sample company's tables."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assess.demo.departments import KEEPERS
from assess.demo.shelf import notes

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "catalog_ddl.jsonl.gz"
_FILES = ("sql/mysql/ruoyi-vue-pro.sql", "script/sql/snail_job.sql", "OMOPCDM_postgresql_5.4_ddl.sql")
_TOO_ALIKE = 0.6  # Jaccard of column names: two such tables of a product are themselves templates of each other
_WORDS = re.compile(r"[a-z]+|[0-9]+")
_DEMO = {
    "seq": ("key", "bigint"), "own": ("key", "varchar(32)"), "serial": ("key", "varchar(32)"),
    "code": ("code", "varchar(32)"), "int": ("number", "int"), "money": ("amount", "decimal(14,2)"),
    "ratio": ("ratio", "decimal(9,4)"), "pick": ("status", "varchar(32)"), "flag": ("flag", "char(1)"),
    "staff": ("ref", "varchar(32)"), "phone": ("phone", "varchar(32)"), "day": ("date", "date"),
    "oldday": ("date", "date"), "iceday": ("date", "date"), "year": ("date", "date"), "time": ("time", "timestamp"),
    "channel": ("status", "varchar(32)"), "member": ("ref", "bigint"), "order": ("ref", "bigint"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A logical column: what it is called, what it holds, its type in plain words, its Chinese comment or ""."""

    name: str
    kind: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Logical:
    """One thing a company keeps; the first field is its key."""

    name: str
    fields: tuple[Field, ...]


def words_in(name: str) -> list[str]:
    """The words of a column or table name, lower case."""
    return _WORDS.findall(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())


def logical_tables(which: str = "shared") -> list[Logical]:
    """All of them, `shared` or `demo`; no two share more than 0.6 of their column names."""
    found = _from_ddl(SHARED) if which == "shared" and SHARED.exists() else _from_demo()
    kept: list[Logical] = []
    forms: list[set[str]] = []
    names: set[str] = set()
    for table in found:
        form = {field.name for field in table.fields}
        if (
            table.name not in names
            and len(form) >= 5
            and all(len(form & other) <= _TOO_ALIKE * len(form | other) for other in forms)
        ):
            kept.append(table)
            names.add(table.name)
            forms.append(form)
    return kept


def _from_ddl(path: Path) -> Iterable[Logical]:
    for row in map(json.loads, gzip.decompress(path.read_bytes()).decode().splitlines()):
        if not row["file"].endswith(_FILES) or "demo" in row["table"]:
            continue
        seen: dict[str, Field] = {}
        for column in row["columns"]:
            name = column["name"].lower()
            kind, declared = _kind_of(name, column["type"].lower(), not seen)
            comment = re.split(r"[（(:：，,;；\s。]", (column["comment"] or "").strip())[0]
            seen.setdefault(name, Field(name, kind, declared, comment))
        yield Logical(row["table"].lower(), tuple(seen.values()))


def _from_demo() -> Iterable[Logical]:
    for keeper in KEEPERS:
        for name, told in notes(f"tables/{keeper.source}.yaml").items():
            if "columns" not in told:
                continue
            fields = []
            for line in told["columns"].strip().splitlines():
                column, spec, comment = line.split(maxsplit=2)
                kind, declared = _DEMO.get(spec.split(":")[0], ("ref", "varchar(32)"))
                if not fields:
                    kind, declared = "key", declared if kind in ("key", "code") else "bigint"
                elif kind == "key":
                    kind = "code"
                fields.append(Field(column, kind, declared, "" if comment == "-" else comment))
            yield Logical(name.split(".")[-1], tuple(fields))


def _kind_of(name: str, declared: str, first: bool) -> tuple[str, str]:
    """What a column of a public DDL file holds, and its type as one of a dozen plain ones."""
    words = words_in(name)
    last = words[-1] if words else ""
    base = re.sub(r"[^a-z].*", "", declared)
    length = re.search(r"\((\d+)", declared)
    text = f"varchar({min(int(length.group(1)), 2000) if length else 255})"
    if first:
        return "key", "bigint" if base in ("bigint", "int", "integer", "tinyint", "smallint") else text
    if base in ("datetime", "timestamp"):
        return "time", "timestamp"
    if base == "date":
        return "date", "date"
    if base in ("bit", "boolean") or last in ("deleted", "flag", "enabled"):
        return "flag", "smallint"
    if base in ("numeric", "decimal", "double", "float"):
        return "amount", "decimal(14,2)"
    if base in ("bigint", "integer") and last in ("id", "by"):
        return "ref", "bigint"
    if base in ("tinyint", "smallint"):
        return "status", "smallint"
    if base in ("bigint", "integer", "int"):
        return ("ref", "bigint") if last in ("id", "dept") else ("number", "int")
    if base in ("text", "longtext", "mediumtext", "blob", "longblob", "mediumblob", "json", "clob"):
        return "text", "text"
    if last in ("status", "type", "state", "sex", "level", "class", "flag", "language", "country", "category"):
        return "status", text
    if last in ("creator", "updater", "username", "operator", "leader", "by", "owner"):
        return "ref", text
    if last in ("phone", "mobile", "phonenumber"):
        return "phone", text
    if last in ("code", "no", "number", "token", "uuid", "key", "value", "id", "openid", "secret", "ip"):
        return "code", text
    return "text", text
