"""The gap between two metrics is walked facet by facet; the steps add up to it, whatever differs."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Known, read_definition
from assess.diagnose.metrics.bridge.result import Bridge, basis_of, bridge_of
from assess.diagnose.metrics.bridge.sql import Span, queries_of
from assess.diagnose.metrics.bridge.variants import Walk
from assess.diagnose.metrics.formula import Unreadable
from tests.planted_gmv import CAUSES, FIRST, LAST, LINES, ORDERS, by_hand, definition, statements

Run = Callable[[str], list[tuple[Any, ...]]]
SPAN = Span(FIRST, LAST, "month")
ALL = tuple(CAUSES)


def known(name: str, columns: str, rows: int | None = None) -> Known:
    parts = columns.replace("(12,2)", "").replace("(20)", "").split(", ")
    said = {part.split()[0]: (part.split()[0], part.split()[1]) for part in parts}
    return Known(f"shop.{name}", exp.table_(name, quoted=True), said, rows, (parts[0].split()[0],))


TABLES = {"orders": known("orders", ORDERS), "orders_copy": known("orders_copy", ORDERS),
          "order_lines": known("order_lines", LINES)}  # fmt: skip


def lookup(written: str) -> Known:
    found = TABLES.get(written.lower().rsplit(".", 1)[-1])
    if found is None:
        raise Unreadable(f"没有 {written}", f"no {written}")
    return found


@pytest.fixture(scope="module")
def duck() -> Iterator[Run]:
    with duckdb.connect() as db:
        for statement in statements():
            db.execute(statement)
        yield lambda sql: db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def postgres(postgres_server: str) -> Iterator[Run]:
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with server.connect() as db:
        db.execute(sa.text("DROP SCHEMA IF EXISTS bridge CASCADE"))
        db.execute(sa.text("CREATE SCHEMA bridge"))
        db.execute(sa.text("SET search_path = bridge"))
        for statement in statements():
            db.exec_driver_sql(statement)
        db.execute(sa.text("SET default_transaction_read_only = on"))
        yield lambda sql: [tuple(row) for row in db.exec_driver_sql(sql).fetchall()]
        db.execute(sa.text("SET default_transaction_read_only = off"))
        db.execute(sa.text("DROP SCHEMA bridge CASCADE"))
    server.dispose()


def row(**said: str) -> dict[str, Any]:
    """A definition over orders, with what the test says of it."""
    plain = {**definition(()), "expression": "SUM(amount)", "base": "orders"}
    return {**plain, **said}


def walk(a: dict[str, Any], b: dict[str, Any]) -> Walk:
    return Walk(read_definition(a, lookup), read_definition(b, lookup))


def bridged(run: Run, a: dict[str, Any], b: dict[str, Any], engine: str = "duckdb", span: Span = SPAN) -> Bridge:
    """The bridge computed, within the number of queries that is promised."""
    walked = walk(a, b)
    basis = basis_of(walked, [])
    queries = queries_of([walked.start, *(c.variant for c in walked.changes)], span, engine, basis == "whole")
    assert len(queries) + 1 <= len(walked.facets) + 2
    made = bridge_of(walked, queries, [run(query.sql) for query in queries], span, basis)
    telescoped(made)
    return made


def telescoped(made: Bridge) -> None:
    """Each step begins where the one before ended, and together they are the gap, to the last digit."""
    assert made.a is not None and made.b is not None
    assert sum((step.step for step in made.steps), Decimal(0)) == made.b - made.a
    assert all(before.to_value == after.from_value for before, after in pairwise(made.steps))
    if made.basis == "sum":
        gaps = [period.gap or Decimal(0) for period in made.periods]
        assert sum(gaps, Decimal(0)) == made.b - made.a
        assert [sum((step.periods[p.begin] for step in made.steps), Decimal(0)) for p in made.periods] == gaps


def checked(run: Run, causes: Collection[str], engine: str = "duckdb") -> Bridge:
    """The bridge from plain GMV to one with these causes: the ends are what a person's own queries say."""
    a, b = definition(()), definition(causes)
    made = bridged(run, a, b, engine)
    for end, side in ((a, "a"), (b, "b")):
        expected = dict(run(by_hand(end)))
        for period in made.periods:
            value = getattr(period, side)
            assert value == pytest.approx(Decimal(str(expected[period.begin])), abs=Decimal("0.000001"))
    if made.basis == "whole":
        assert made.b == pytest.approx(Decimal(str(run(by_hand(b, by_month=False))[0][0])), abs=Decimal("0.000001"))
    return made


def wanted(causes: Collection[str]) -> list[str]:
    return sorted(CAUSES[cause] for cause in causes)


def found(made: Bridge) -> list[str]:
    return sorted(facet for step in made.steps for facet in step.facets)


@pytest.mark.parametrize("cause", ALL)
@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_each_cause_alone_is_the_one_step(engine: str, cause: str, request: pytest.FixtureRequest) -> None:
    made = checked(request.getfixturevalue("duck" if engine == "duckdb" else engine), [cause], engine)
    [step] = made.steps
    assert step.facets == (CAUSES[cause],)
    assert step.step != 0


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_all_causes_together_are_a_step_each(engine: str, request: pytest.FixtureRequest) -> None:
    made = checked(request.getfixturevalue("duck" if engine == "duckdb" else engine), ALL, engine)
    assert found(made) == wanted(ALL)
    assert len(made.steps) == len(ALL)
    assert all(step.step for step in made.steps)


def test_any_two_causes_are_two_steps(duck: Run) -> None:
    for causes in combinations(ALL, 2):
        assert found(checked(duck, causes)) == wanted(causes), causes


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_many_causes_at_once_are_all_found(engine: str, request: pytest.FixtureRequest) -> None:
    run = request.getfixturevalue("duck" if engine == "duckdb" else engine)
    chance = random.Random(3)
    for _ in range(120 if engine == "duckdb" else 40):
        causes = chance.sample(ALL, chance.randrange(3, len(ALL) + 1))
        assert found(checked(run, causes, engine)) == wanted(causes), causes


def test_the_way_back_has_the_same_gap(duck: Run) -> None:
    there = bridged(duck, definition(()), definition(ALL))
    back = bridged(duck, definition(ALL), definition(()))
    assert (back.a, back.b) == (there.b, there.a)
    assert found(back) == wanted(ALL)


def test_conditions_of_a_filter_are_steps_of_one_query(duck: Run) -> None:
    walked = walk(row(), row(filter="status <> 'cancelled' AND NOT is_test AND NOT refunded"))
    queries = queries_of([walked.start, *(c.variant for c in walked.changes)], SPAN, "duckdb", False)
    assert walked.facets == ("filter",) and len(walked.changes) == 3 and len(queries) == 1


def test_a_condition_on_the_same_column_is_replaced_in_one_step() -> None:
    walked = walk(
        row(filter="status = 'paid' AND NOT is_test"), row(filter="NOT is_test AND status IN ('paid','done')")
    )
    [change] = walked.changes
    assert (change.before, change.after) == (("status = 'paid'",), ("status IN ('paid', 'done')",))


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(CASE WHEN status = 'paid' THEN amount END)",
        "SUM(CASE WHEN status = 'paid' THEN amount ELSE 0 END)",
        "SUM(amount) FILTER (WHERE status = 'paid')",
        "SUM(IF(status = 'paid', amount, 0))",
    ],
)
def test_a_condition_inside_the_aggregate_is_a_filter(formula: str) -> None:
    assert walk(row(filter="status = 'paid'"), row(expression=formula)).facets == ()
    assert walk(row(), row(expression=formula)).facets == ("filter",)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({}, {"expression": "sum( o.amount )", "base": "shop.orders AS o"}),
        ({"filter": "status <> 'paid'"}, {"filter": "NOT (status = 'paid')"}),
        ({"expression": "SUM(amount) / 100"}, {"expression": "SUM(amount * 0.01)"}),
        ({}, {"expression": "SELECT SUM(amount) FROM orders"}),
        ({}, {"expression": "SELECT DATE_TRUNC('month', created_at) AS m, SUM(amount) FROM orders GROUP BY 1",
              "time_column": "created_at"}),
    ],
)  # fmt: skip
def test_the_same_said_in_another_way_is_no_step(a: dict[str, str], b: dict[str, str]) -> None:
    assert walk(row(**a), row(**b)).facets == ()


def test_a_query_that_groups_by_a_month_says_its_time_column() -> None:
    said = "SELECT DATE_TRUNC('month', paid_at) AS m, SUM(amount) AS v FROM orders WHERE NOT is_test GROUP BY m"
    found = read_definition(row(expression=said.replace("GROUP BY m", "GROUP BY 1"), base="", time_column=""), lookup)
    assert found.time.name == "paid_at" and len(found.filter) == 1


def test_what_the_other_source_lacks_changes_together_with_it_and_says_so(duck: Run) -> None:
    lines = row(base="orders o JOIN order_lines l ON l.order_id = o.order_id", expression="COUNT(l.sku)",
                filter="l.sku <> 'S1' AND o.status = 'paid'")  # fmt: skip
    made = bridged(duck, lines, row(expression="COUNT(order_id)", filter="status = 'paid'"))
    [step] = made.steps
    assert step.facets == ("join_path", "filter", "expression")
    assert step.note is not None and step.note.en.startswith("The source has no sku, so join and filter and formula")
    assert "sku" in step.note.zh


def test_a_count_of_rows_cannot_be_made_distinct_before_it_counts_a_column(duck: Run) -> None:
    made = bridged(duck, row(expression="COUNT(*)"), row(expression="COUNT(DISTINCT status)"))
    [step] = made.steps
    assert step.facets == ("distinctness", "expression") and made.basis == "whole"
    assert step.note is not None and "no formula to compute" in step.note.en


def test_units_that_are_stated_and_converted_are_no_gap(duck: Run) -> None:
    made = bridged(duck, row(unit="元"), row(unit="万元", expression="SUM(amount) / 10000"))
    assert made.a == made.b
    [step] = made.steps
    assert step.facets == ("unit",) and step.step == 0
    assert step.after == ("÷ 10000 万元",)


def test_a_unit_stated_without_its_factor_is_a_gap_of_that_factor(duck: Run) -> None:
    made = bridged(duck, row(unit="元"), row(unit="万元"))
    [step] = made.steps
    assert made.b == (made.a or 0) * 10000
    assert step.note is not None and "the same factor, yet" in step.note.en and "对不上" in step.note.zh


def test_cents_that_nobody_states_are_a_step_of_the_unit(duck: Run) -> None:
    made = bridged(duck, row(), row(expression="SUM(amount * 100)"))
    assert [step.facets for step in made.steps] == [("unit",)]
    assert made.b == (made.a or 0) * 100


def test_another_currency_is_said_and_not_converted(duck: Run) -> None:
    made = bridged(duck, row(unit="元"), row(unit="美元"))
    [step] = made.steps
    assert step.step == 0 and step.note is not None and "nothing was converted" in step.note.en


def test_an_average_feels_the_null_default_and_is_taken_over_all_periods(duck: Run) -> None:
    made = bridged(duck, row(expression="AVG(discount)"), row(expression="AVG(COALESCE(discount, 0))"))
    [step] = made.steps
    assert step.facets == ("null_default",) and step.step < 0 and made.basis == "whole"
    [(expected,)] = duck(
        "SELECT AVG(discount) FROM orders WHERE created_at >= '2026-01-01' AND created_at < '2026-07-01'"
    )
    assert made.a == pytest.approx(Decimal(str(expected)), abs=Decimal("0.000001"))


def test_a_ratio_that_would_divide_by_nothing_is_missing(duck: Run) -> None:
    never = row(expression="SUM(amount) / SUM(CASE WHEN status = 'gone' THEN 1 ELSE 0 END)")
    walked = walk(never, {**never, "time_column": "paid_at"})
    queries = queries_of([walked.start, *(c.variant for c in walked.changes)], SPAN, "duckdb", True)
    made = bridge_of(walked, queries, [duck(query.sql) for query in queries], SPAN, basis_of(walked, []))
    assert made.a is None and all(period.a is None and period.gap is None for period in made.periods)


def test_a_rolling_window_is_compared_at_the_end_of_each_period(duck: Run) -> None:
    made = bridged(duck, row(window="月"), row(window="近30天", time_column="paid_at"))
    assert [step.facets for step in made.steps] == [("time_column",), ("window",)]
    assert made.basis == "last"
    for period, end in zip(made.periods, ("2026-02-01", "2026-03-01", "2026-04-01"), strict=False):
        [(expected,)] = duck(f"SELECT SUM(amount) FROM orders WHERE paid_at < DATE '{end}' "
                             f"AND paid_at >= DATE '{end}' - INTERVAL 30 DAY")  # fmt: skip
        assert period.b == expected


def test_year_to_date_begins_with_the_year(duck: Run) -> None:
    made = bridged(duck, row(), row(window="年累计"))
    [(expected,)] = duck(
        "SELECT SUM(amount) FROM orders WHERE created_at >= '2026-01-01' AND created_at < '2026-07-01'"
    )
    assert made.b == expected


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_periods_are_calendar_days_weeks_and_months(duck: Run, grain: str) -> None:
    made = bridged(duck, row(), row(time_column="paid_at"), span=Span(FIRST, LAST, grain))
    expected = dict(duck(f"SELECT CAST(DATE_TRUNC('{grain}', created_at) AS DATE), SUM(amount) FROM orders WHERE "
                         "created_at >= '2026-01-01' AND created_at < '2026-07-01' GROUP BY 1"))  # fmt: skip
    assert {period.begin: period.a for period in made.periods if period.a is not None} == expected


def test_a_period_without_rows_is_missing_and_counts_nothing(duck: Run) -> None:
    made = bridged(duck, row(filter="created_at >= '2026-03-01'"), row())
    assert made.periods[0].a is None and made.periods[0].gap == made.periods[0].b


def test_what_a_tool_fills_in_for_an_empty_period_is_shown(duck: Run) -> None:
    early = {"filter": "created_at >= '2026-03-01'"}
    made = bridged(duck, row(**early), row(**early, null_default="0"))
    assert made.periods[0].a is None and made.periods[0].b == 0
    assert [step.facets for step in made.steps] == [("null_default",)]


def test_a_query_as_base_is_a_source_of_its_own(duck: Run) -> None:
    base = "SELECT order_id, amount, created_at FROM orders WHERE NOT is_test"
    made = bridged(duck, row(base=base, expression="SUM(amount)"), row())
    [step] = made.steps
    assert step.facets == ("join_path",) and step.step > 0


def test_nothing_differs_and_nothing_is_asked_twice(duck: Run) -> None:
    made = bridged(duck, row(), row())
    assert made.steps == () and made.a == made.b


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"expression": "amount"}, "adds no rows up"),
        ({"expression": "SUM(amount) OVER (ORDER BY created_at)"}, "window function"),
        ({"expression": "SELECT SUM(amount) FROM orders HAVING SUM(amount) > 1"}, "cannot be asked again by period"),
        ({"expression": "SELECT SUM(amount), COUNT(*) FROM orders"}, "yields 2 aggregates"),
        ({"base": ""}, "does not say from which table"),
        ({"expression": "SUM(no_such)"}, "its column no_such is in none or several"),
        ({"base": "orders o JOIN order_lines l ON l.order_id = o.order_id", "expression": "COUNT(order_id)"},
         "its column order_id is in none or several"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_apart_says_why(said: dict[str, str], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_definition(row(**said), lookup)


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("written", ["%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y%m%d", "%Y-%m", "%Y%m"])
def test_days_and_months_written_as_text_are_read(engine: str, written: str, duck: Run) -> None:
    texts = {"paid_at": ("paid_at", "VARCHAR"), "amount": ("amount", "DECIMAL")}
    source = Known("shop.texts", exp.table_("texts", quoted=True), texts)
    walked = Walk(*(read_definition(row(base="texts", time_column="paid_at"), lambda _: source) for _ in "ab"))
    [query] = queries_of([walked.start], SPAN, engine, False)
    inner = f"(SELECT amount, strftime(paid_at, '{written}') AS paid_at FROM orders)"
    [plain] = queries_of([walk(row(time_column="paid_at"), row(time_column="paid_at")).start], SPAN, engine, False)
    assert sorted(duck(query.sql.replace('FROM "texts" AS', f"FROM {inner} AS"))) == sorted(duck(plain.sql))


def test_formulas_are_shown_as_they_are_but_for_what_changes_apart() -> None:
    ratio = "SUM(amount) / COUNT(DISTINCT {})"
    [change] = walk(row(expression=ratio.format("order_id")), row(expression=ratio.format("status"))).changes
    assert change.before == ("SUM(amount) / COUNT(DISTINCT order_id)",)
    [change] = walk(row(), row(filter="paid_at IS NOT NULL")).changes
    assert change.after == ("paid_at IS NOT NULL",)
    first, second = walk(definition(()), definition(["copy with missing rows", "fan-out to order lines"])).changes
    assert (first.before, first.after) == (("shop.orders",), ("shop.orders_copy",))
    assert (second.before, second.after) == (("",), ("shop.order_lines",))


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_each_value_on_the_way_is_what_a_query_of_its_own_says(engine: str, request: pytest.FixtureRequest) -> None:
    run = request.getfixturevalue("duck" if engine == "duckdb" else engine)
    made = bridged(run, definition(()), definition(ALL), engine)
    for number, step in enumerate(made.steps, 1):
        [(expected,)] = run(by_hand(definition(ALL[:number]), by_month=False))
        assert step.to_value == pytest.approx(Decimal(str(expected)), abs=Decimal("0.000001")), ALL[number - 1]


def test_a_column_of_another_kind_is_not_taken_for_the_same() -> None:
    texts = {"order_id": ("order_id", "BIGINT"), "amount": ("amount", "VARCHAR"), "created_at": ("created_at", "DATE")}
    numbers = {**texts, "amount": ("amount", "NUMERIC(12,2)")}
    found = {"numbers": Known("s.numbers", exp.table_("numbers"), numbers),
             "texts": Known("s.texts", exp.table_("texts"), texts)}  # fmt: skip
    a = read_definition(row(base="numbers"), found.__getitem__)
    b = read_definition(row(base="texts", expression="COUNT(order_id)"), found.__getitem__)
    [change] = Walk(a, b).changes
    assert change.facets == ("tables", "expression") and change.lacking == ("amount",)
