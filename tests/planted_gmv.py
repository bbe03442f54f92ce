"""A shop whose GMV comes out differently for eleven reasons, each planted, alone or together."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

ORDERS = (
    "order_id BIGINT PRIMARY KEY, amount DECIMAL(12,2), discount DECIMAL(12,2), tax DECIMAL(12,2), status VARCHAR(20), "
    "refunded BOOLEAN, is_test BOOLEAN, created_at TIMESTAMP, paid_at TIMESTAMP"
)
LINES = "line_id BIGINT PRIMARY KEY, order_id BIGINT, sku VARCHAR(20)"
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
NUMBER = 2000

# cause -> the facet whose step must show it
CAUSES = {
    "copy with missing rows": "tables",
    "fan-out to order lines": "join_path",
    "cancelled left out": "filter",
    "test orders left out": "filter",
    "refunds left out": "filter",
    "paid, not created": "time_column",
    "distinct amounts": "distinctness",
    "tax included": "expression",
    "null discounts as 0": "null_default",
    "ten thousands": "unit",
    "rounded": "rounding",
}


def definition(causes: Collection[str], name: str = "GMV") -> dict[str, Any]:
    """A row of the evidence's metrics in which these causes are at work; without any, plain GMV."""
    discount = "COALESCE(o.discount, 0)" if "null discounts as 0" in causes else "o.discount"
    amount = f"o.amount - {discount}" + (" + o.tax" if "tax included" in causes else "")
    formula = f"SUM({'DISTINCT ' if 'distinct amounts' in causes else ''}{amount})"
    formula = f"{formula} / 10000" if "ten thousands" in causes else formula
    formula = f"ROUND({formula}, 1)" if "rounded" in causes else formula
    base = "orders_copy o" if "copy with missing rows" in causes else "orders o"
    if "fan-out to order lines" in causes:
        base += " JOIN order_lines l ON l.order_id = o.order_id"
    conditions = []
    if "cancelled left out" in causes:
        conditions.append("o.status <> 'cancelled'")
    if "test orders left out" in causes:
        conditions.append("NOT o.is_test")
    if "refunds left out" in causes:
        conditions.append("NOT o.refunded")
    return {
        "metric_id": f"{name}: {', '.join(causes)}", "name": name, "dialect": "", "expression": formula, "base": base,
        "filter": " AND ".join(conditions),
        "time_column": "paid_at" if "paid, not created" in causes else "created_at",
        "grain": "", "window": "", "unit": "", "null_default": "", "label": "", "department": "", "file": "", "line": 1,
    }  # fmt: skip


def by_hand(row: dict[str, Any], by_month: bool = True) -> str:
    """The query a person would write for a definition: month and value, as text from the definition's own words."""
    time = f"o.{row['time_column']}"
    where = f"{time} >= TIMESTAMP '2026-01-01 00:00:00' AND {time} < TIMESTAMP '2026-07-01 00:00:00'"
    where += f" AND {row['filter']}" if row["filter"] else ""
    formula = row["expression"]
    if not by_month:
        return f"SELECT {formula} FROM {row['base']} WHERE {where}"
    month = f"CAST(DATE_TRUNC('month', {time}) AS DATE)"
    return f"SELECT {month}, {formula} FROM {row['base']} WHERE {where} GROUP BY 1 ORDER BY 1"


def tables() -> dict[str, tuple[str, list[tuple[Any, ...]]]]:
    """Columns and rows by table, the same every time."""
    chance = random.Random(20261122)
    orders, lines = [], []
    for number in range(NUMBER):
        created = datetime(2025, 12, 15) + timedelta(minutes=chance.randrange(200 * 1440))
        status = chance.choices(("paid", "done", "cancelled"), (5, 4, 1))[0]
        paid = None if status == "cancelled" and chance.random() < 0.6 else created + timedelta(
            minutes=chance.randrange(12 * 1440))  # fmt: skip
        discount = None if chance.random() < 0.15 else f"{chance.randrange(2000) / 100:.2f}"
        amount = f"{chance.choice((99.9, 199.0, 59.5, 1.01)) + chance.randrange(400) / 100:.2f}"
        tax = f"{chance.randrange(1, 900) / 100:.2f}"
        orders.append((number, amount, discount, tax, status, chance.random() < 0.07, chance.random() < 0.04, created,
                       paid))  # fmt: skip
        for _ in range(chance.choices((0, 1, 2, 3), (1, 6, 3, 2))[0]):
            lines.append((len(lines), number, f"S{chance.randrange(50)}"))
    kept = [row for row in orders if row[0] % 17]
    return {"orders": (ORDERS, orders), "orders_copy": (ORDERS, kept), "order_lines": (LINES, lines)}


def statements(boolean: str = "BOOLEAN") -> list[str]:
    """CREATE and INSERT of everything, for any engine."""
    made = []
    for name, (columns, rows) in tables().items():
        made.append(f"CREATE TABLE {name} ({columns.replace('BOOLEAN', boolean)})")
        for start in range(0, len(rows), 500):
            values = ", ".join(f"({', '.join(_literal(cell) for cell in row)})" for row in rows[start : start + 500])
            made.append(f"INSERT INTO {name} VALUES {values}")
    return made


def _literal(cell: Any) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(cell) if isinstance(cell, int) else f"'{cell}'"
