"""A small company with every kind of thing a stage writes: three live databases, SQL, metrics, answers, notices."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from assess.store.answers_db import AnswersStore
from assess.store.bank_file import load_bank
from assess.store.rooms_db import RoomsStore

CLOCK = "2026-11-20T09:00:00+08:00"
LATER = "2026-11-27T09:00:00+08:00"
ORDER = "order_id int, customer_id int, city varchar(20), amount decimal(12,2), paid_on date"
CUSTOMER = "customer_id int, name varchar(40), phone varchar(20), city varchar(20)"
TABLES = {
    "crm": (("customer", CUSTOMER, 400), ("orders", ORDER, 900), ("visit", "visit_id int, customer_id int", 50)),
    "shop": (("orders", ORDER, 900), ("orders_copy", ORDER, 900), ("customer_all", CUSTOMER, 400),
             ("stock", "item int, city varchar(20), pieces int", 300)),
    "dw": (("dwd_orders", ORDER, 900), ("dim_customer", CUSTOMER, 400), ("ads_city", "city varchar(20), n int", 5),
           ("tmp_orders", ORDER, 120), ("old_orders", ORDER, 700)),
}  # fmt: skip
CITIES = ("昆明", "大理", "丽江", "曲靖", "玉溪")
SQL = """\
CREATE TABLE shop.orders_copy AS SELECT * FROM shop.orders;
INSERT INTO dw.dwd_orders SELECT order_id, customer_id, city, amount, paid_on FROM shop.orders WHERE amount > 0;
INSERT INTO dw.ads_city SELECT city, count(*) FROM dw.dwd_orders GROUP BY city;
"""
METRICS = """\
name,department,formula,unit
成交额,sales,sum(amount) filter (where paid_on is not null) from dwd_orders,元
GMV,finance,sum(amount) from dwd_orders,元
订单数,sales,count(distinct order_id) from dwd_orders,单
"""
TARGETS = 6


def build(folder: Path, postgres: str, sink: str) -> Path:
    """The engagement in `folder`; its warehouse is the PostgreSQL database `postgres` (empty: it has none), its notices
    go to `sink`."""
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "crm.db") as db:
        for statement in _made("crm"):
            db.execute(statement)
    db.close()
    with duckdb.connect(str(folder / "shop.duckdb")) as duck:
        for statement in _made("shop"):
            duck.execute(statement)
    if postgres:
        run_on(postgres, *_made("dw"), "ANALYZE")
    (folder / "etl.sql").write_text(SQL, "utf-8")
    (folder / "metrics.csv").write_text(METRICS, "utf-8")
    _answer(folder)
    configure(folder, postgres, sink)
    return folder


def configure(folder: Path, postgres: str, sink: str) -> None:
    """engagement.yaml: YAML that is JSON line by line."""
    source = "postgresql" + postgres[postgres.index("://") :] if postgres else ""
    notify = {
        "enabled": True, "timeout_seconds": 2,
        "rhythm": dict.fromkeys(("high", "medium", "low"), "at_once"),
        "targets": [{"id": f"t{n}", "kind": "webhook", "url": f"{sink}/t{n}"} for n in range(TARGETS)],
        "routes": [{"to": f"t{n}"} for n in range(TARGETS)],
        "retry": {"attempts": 40, "first_seconds": 0.05, "most_seconds": 0.2},
    }  # fmt: skip
    engagement: dict[str, Any] = {
        "client": {"zh": "云岭百货", "en": "Yunling Stores"}, "languages": ["en"],
        "departments": [
            {"id": "sales", "name": {"zh": "销售部", "en": "Sales"}, "owner": "王芳"},
            {"id": "finance", "name": {"zh": "财务部", "en": "Finance"}, "owner": "赵敏"},
        ],
        "sources": [
            {"id": "crm", "department": "sales", "kind": "database", "url": "sqlite:///crm.db"},
            {"id": "shop", "department": "sales", "kind": "database", "url": "duckdb:///shop.duckdb"},
            {"id": "dw", "department": "finance", "kind": "database", "url": source},
            {"id": "etl", "kind": "sql", "path": "*.sql", "dialect": "postgres", "reads_from": "dw"},
            {"id": "metrics", "kind": "metrics", "path": "metrics.csv"},
        ],
        "prices": {"storage_per_tb_year": {"low": 1200, "base": 1800, "high": 2600},
                   "table_upkeep_per_year": {"low": 300, "base": 600, "high": 1200},
                   "person_day": {"low": 1200, "base": 1800, "high": 2500}},
        "notify": notify,
    }  # fmt: skip
    if not postgres:
        engagement["sources"] = [one for one in engagement["sources"] if one["id"] not in ("dw", "etl")]
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in engagement.items()]
    (folder / "engagement.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def change(folder: Path) -> None:
    """What happens between the first check-up and the second: a table more, and more rows in another."""
    with duckdb.connect(str(folder / "shop.duckdb")) as duck:
        duck.execute("CREATE TABLE orders_backup AS SELECT * FROM orders")
    with sqlite3.connect(folder / "crm.db") as db:
        db.execute("INSERT INTO visit VALUES (1000, 7)")
    db.close()


def run_on(url: str, *statements: str) -> None:
    """Statements on a server, each committed."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _made(source: str) -> Sequence[str]:
    statements = []
    for name, columns, rows in TABLES[source]:
        kinds = [column.split()[-1] for column in columns.replace("decimal(12,2)", "decimal").split(", ")]
        values = ", ".join(f"({', '.join(_cell(kind, row, at) for at, kind in enumerate(kinds))})"
                           for row in range(rows))  # fmt: skip
        statements += [f"CREATE TABLE {name} ({columns})", f"INSERT INTO {name} VALUES {values}"]
    return statements


def _cell(kind: str, row: int, at: int) -> str:
    if kind == "int":
        return str(row * (at + 1))
    if kind == "decimal":
        return f"{row * 37 % 9000 / 100:.2f}"
    if kind == "date":
        return f"'2026-{1 + row % 12:02}-{1 + row % 28:02}'"
    return f"'{CITIES[row % 5]}'" if kind == "varchar(20)" and at > 1 else f"'13{row:09}'"


def _answer(folder: Path) -> None:
    """Eight people of each level, six questions each; and the tables of a room."""
    items = load_bank("base").items
    with AnswersStore(folder / "answers.db") as store:
        for level in ("executive", "middle", "frontline"):
            asked = [item for item in items if level in item.audience][:6]
            for person in range(8):
                token = store.join(level, ("sales", "finance")[person % 2])
                for n, item in enumerate(asked):
                    store.record(token, item.id, 1 + (person + n) % 5)
                store.submit(token)
    RoomsStore(folder / "answers.db").close()
