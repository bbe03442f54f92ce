"""The eight units and how each of them builds tables: engine, dialect of its exports, case and habits of naming."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

_PLAIN = re.compile(r"([a-z]+)(\(.*\))?")


@dataclass(frozen=True, slots=True)
class Unit:
    """`engine` is what the sample runs on, `dialect` what production runs on, as the export has it.

    `habits` are weights of the ways of renaming; `commented` how many of its tables have comments.
    """

    id: str
    zh: str
    owner: str
    engine: str
    dialect: str
    case: str
    commented: float
    habits: dict[str, float]


_ENGLISH = {"synonym": 3.0, "short": 3.0, "clipped": 1.0, "prefixed": 1.0, "turned": 1.0}
_CHINESE = {"pinyin": 2.0, "initials": 2.0, "chinese": 0.5, "short": 1.0, "synonym": 1.0, "explained": 1.0}
UNITS = (
    Unit("crm", "客户运营部", "林静", "duckdb", "mysql", "snake", 0.9, _ENGLISH | _CHINESE),
    Unit("erp", "供应链中心", "吴强", "duckdb", "oracle", "upper", 0.6, {"short": 4.0, "clipped": 3.0, "initials": 1.0}),  # noqa: E501
    Unit("shop", "电商事业部", "陈磊", "sqlite", "mysql", "camel", 0.2, _ENGLISH),
    Unit("fin", "财务部", "赵敏", "duckdb", "sqlserver", "pascal", 0.5, {"short": 2.0, "synonym": 3.0, "explained": 1.0}),  # noqa: E501
    Unit("hr", "人力资源部", "", "sqlite", "dm", "snake", 0.7, _CHINESE),
    Unit("east", "华东分公司", "周芳", "duckdb", "postgres", "snake", 0.5, _ENGLISH | {"pinyin": 1.0}),
    Unit("south", "华南分公司", "", "sqlite", "mysql", "snake", 0.4, _CHINESE | {"turned": 1.0}),
    Unit("dw", "信息中心", "孙涛", "duckdb", "hive", "snake", 0.7, _ENGLISH),
)  # fmt: skip
BY_ID = {unit.id: unit for unit in UNITS}

_NATIVE = {
    "mysql": {"timestamp": "datetime", "smallint": "tinyint"},
    "oracle": {
        "bigint": "NUMBER(19)", "int": "NUMBER(10)", "smallint": "NUMBER(3)", "decimal": "NUMBER{}", "double": "NUMBER",
        "varchar": "VARCHAR2{}", "char": "CHAR{}", "text": "CLOB", "date": "DATE", "timestamp": "TIMESTAMP(6)",
    },
    "sqlserver": {"varchar": "nvarchar{}", "text": "nvarchar(max)", "timestamp": "datetime2(7)", "double": "float"},
    "dm": {
        "varchar": "VARCHAR2{}", "text": "CLOB", "timestamp": "TIMESTAMP(0)", "int": "INTEGER", "smallint": "TINYINT",
    },
    "postgres": {
        "bigint": "int8", "int": "int4", "smallint": "int2", "varchar": "character varying{}", "decimal": "numeric{}",
        "timestamp": "timestamp without time zone", "double": "double precision", "char": "bpchar",
    },
    "hive": {"varchar": "string", "char": "string", "text": "string", "smallint": "int"},
    "duckdb": {
        "bigint": "BIGINT", "int": "INTEGER", "smallint": "SMALLINT", "decimal": "DECIMAL{}", "varchar": "VARCHAR",
        "char": "VARCHAR", "text": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP", "double": "DOUBLE",
    },
    "sqlite": {
        "bigint": "INTEGER", "int": "INTEGER", "smallint": "INTEGER", "decimal": "NUMERIC{}", "varchar": "TEXT",
        "char": "TEXT", "text": "TEXT", "date": "DATE", "timestamp": "DATETIME", "double": "REAL",
    },
}  # fmt: skip


def native(plain: str, dialect: str) -> str:
    """A plain type (bigint, varchar(64), decimal(14,2) …) as the dialect spells it."""
    match = _PLAIN.match(plain)
    assert match is not None
    head, size = match.group(1), match.group(2) or ""
    pattern = _NATIVE[dialect].get(head, head + "{}")
    return pattern.format(size) if "{}" in pattern else pattern


def styled(name: str, unit: Unit) -> str:
    """A snake_case name in the unit's case; Chinese names stay."""
    parts = name.split("_")
    if unit.case == "upper":
        return name.upper()
    if unit.case == "pascal":
        return "".join(part[:1].upper() + part[1:] for part in parts)
    if unit.case == "camel":
        return parts[0] + "".join(part[:1].upper() + part[1:] for part in parts[1:])
    return name


def habit(unit: Unit, rng: np.random.Generator) -> str:
    """One of the unit's ways of renaming."""
    names = sorted(unit.habits)
    weights = np.array([unit.habits[name] for name in names])
    return str(rng.choice(names, p=weights / weights.sum()))
