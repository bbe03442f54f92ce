"""A type of one engine made one of another: sizes it does not take are left off, what it lacks is held wider.

Whatever is returned holds every value of the old type; where no type of the engine does, its text does.
"""

from __future__ import annotations

from sqlglot import exp

from assess.diagnose.redundancy.types import (
    BINARY,
    BOOLEAN,
    DATE,
    DECIMAL,
    FLOAT,
    INTEGER,
    TEXT,
    TIME,
    TIMESTAMP,
    UUID,
)  # fmt: skip

T = exp.DataType.Type
ZONED = "zoned"
SIGNED = {T.UTINYINT: "smallint", T.USMALLINT: "int", T.UMEDIUMINT: "int", T.MEDIUMINT: "int", T.UINT: "bigint",
          T.UBIGINT: "decimal(20,0)", T.INT128: "decimal(38,0)", T.UINT128: "text", T.INT256: "text",
          T.UINT256: "text", T.YEAR: "smallint"}  # fmt: skip
NARROW = frozenset({T.TINYINT, T.SMALLINT, T.INT, T.BIGINT})
OWN_WHOLE = {"mysql": {T.UTINYINT, T.USMALLINT, T.UMEDIUMINT, T.MEDIUMINT, T.UINT, T.UBIGINT},
             "duckdb": {T.UTINYINT, T.USMALLINT, T.UINT, T.UBIGINT, T.INT128, T.UINT128}}  # fmt: skip
FIXED = {T.MONEY: "decimal(19,4)", T.SMALLMONEY: "decimal(10,4)", T.DECIMAL32: 9, T.DECIMAL64: 18, T.DECIMAL128: 38}
BARE_DECIMAL = {"postgres": "decimal", "sqlite": "decimal", "mysql": "decimal(65,30)"}  # holds whatever there was
MOST_DIGITS = {"duckdb": 38, "mysql": 65, "postgres": 1000, "sqlite": 1000}
MOST_CHARACTERS = 10_000  # a longer bound is no bound anybody meant
SINGLE = 24  # bits: FLOAT(n) up to here is a float of four bytes
BARE_SINGLE = frozenset({"mysql", "hive", "spark", "databricks", "clickhouse", "duckdb", "trino", "doris", "starrocks"})
BARE_DIGITS = {
    "mysql": [10, 0],
    "hive": [10, 0],
    "spark": [10, 0],
    "databricks": [10, 0],
    "tsql": [18, 0],
    "duckdb": [18, 3],
    "bigquery": [38, 9],
    "snowflake": [38, 0],
}  # DECIMAL without digits
SECONDS = 6  # digits after the point of a second that all engines keep
HAS_UUID = frozenset({"postgres", "duckdb", "trino", "clickhouse"})


def fitted(tree: exp.DataType, kind: str, engine: str, dialect: str) -> tuple[exp.DataType, str]:
    """(type, family of its values) in `dialect` for a type of `engine`; the same where both are one."""
    if engine and engine == dialect:
        return tree, kind
    numbers = _sizes(tree)
    made = ""
    if kind == BOOLEAN:
        made, kind = ("boolean", BOOLEAN) if tree.this in (T.BIT, T.BOOLEAN) else ("smallint", INTEGER)
    elif kind == INTEGER and (tree.this in NARROW or tree.this in OWN_WHOLE.get(dialect, ())):
        return exp.DataType(this=tree.this), kind  # INT(11) is how wide MySQL shows it
    elif kind == INTEGER and tree.this in SIGNED:
        made = SIGNED[tree.this]
    elif kind == FLOAT or tree.this == T.DOUBLE:
        bits = numbers[0] if numbers else 0 if engine in BARE_SINGLE else SINGLE + 1
        made, kind = ("float" if tree.this == T.FLOAT and bits <= SINGLE else "double"), FLOAT
    elif kind in (DECIMAL, INTEGER):
        bare = BARE_DIGITS.get(engine, []) if tree.this == T.DECIMAL else []
        made = _decimal(tree, numbers or bare, dialect)
    elif kind == TEXT and tree.this in (T.CHAR, T.NCHAR, T.BPCHAR, T.VARCHAR, T.NVARCHAR) and numbers:
        name = "varchar" if tree.this in (T.VARCHAR, T.NVARCHAR) else "char"
        made = f"{name}({numbers[0]})" if numbers[0] <= MOST_CHARACTERS else "text"
    elif kind in (TIMESTAMP, ZONED):
        size = f"({numbers[0]})" if numbers and numbers[0] <= SECONDS and dialect in ("postgres", "mysql") else ""
        made = f"timestamp{size}" if kind == TIMESTAMP else f"timestamptz{size}"
    elif kind == BINARY and tree.this != T.BIT:
        made = "longblob" if dialect == "mysql" else "blob" if dialect in ("duckdb", "sqlite") else "varbinary"
    elif kind == DATE or (kind == TIME and tree.this == T.TIME):
        made = "date" if kind == DATE else "time"
    elif kind == UUID:
        made, kind = ("uuid", UUID) if dialect in HAS_UUID else ("char(36)", TEXT)
    made = made or "text"
    return exp.DataType.build(made, dialect="mysql" if made == "longblob" else None), TEXT if made == "text" else kind


def _decimal(tree: exp.DataType, numbers: list[int], dialect: str) -> str:
    """A decimal of the same digits; where it names none, one that holds any, or text where there is no such."""
    if (fixed := FIXED.get(tree.this)) is not None:
        return fixed if isinstance(fixed, str) else f"decimal({fixed},{numbers[0] if numbers else 0})"
    if not numbers:
        return BARE_DECIMAL.get(dialect, "text")
    digits, scale = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return f"decimal({digits},{scale})" if digits <= MOST_DIGITS.get(dialect, 38) and 0 <= scale <= digits else "text"


def _sizes(tree: exp.DataType) -> list[int]:
    values = [p.this for p in tree.expressions if isinstance(p, exp.DataTypeParam)]
    return [int(v.this) for v in values if isinstance(v, exp.Literal) and v.this.isdigit()]
