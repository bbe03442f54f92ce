"""Templates run without dbt."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.sql.jinja import apart
from assess.collect.sql.render import render
from assess.collect.sql_file import read_scripts

LOOP = """{{ config(
    materialized='table') }}
{% set channels = ['app', 'web'] %}
SELECT id,
  {% for c in channels %}
  SUM(CASE WHEN channel = '{{ c }}' THEN amt END) AS {{ c }}_amt{% if not loop.last %},{% endif %}
  {% endfor %}
FROM {{ ref('orders') }}
{% if is_incremental() %}WHERE day > (SELECT MAX(day) FROM {{ this }}){% endif %}
GROUP BY id"""


def plain(text: str, this: str = "") -> str:
    return " ".join(render(text, this)[0].split())


def test_loops_and_conditions_are_run() -> None:
    assert plain(LOOP, "mart.day") == (
        "SELECT id, SUM(CASE WHEN channel = 'app' THEN amt END) AS app_amt, "
        "SUM(CASE WHEN channel = 'web' THEN amt END) AS web_amt "
        "FROM orders WHERE day > (SELECT MAX(day) FROM mart.day) GROUP BY id"
    )


def test_what_only_the_scheduler_knows_stands_as_its_name() -> None:
    assert plain("SELECT * FROM {{ params.schema }}.t WHERE d = '{{ ds }}' AND x IN ({{ var('ids', 7) }})") == (
        "SELECT * FROM params_schema.t WHERE d = 'ds' AND x IN (7)"
    )
    assert plain("{% for c in dbt_utils.get_columns(x) %}{{ c.name }}{% endfor %}") == "dbt_utils_get_columns_name"
    assert (
        plain("SELECT 1 FROM {{ source('raw', 'o') }} JOIN {{ ref('pkg', 'm', v=2) }}")
        == "SELECT 1 FROM raw.o JOIN m_v2"
    )


def test_a_statement_keeps_the_line_of_its_template(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text(
        "{% for n in range(3) %}\nINSERT INTO t{{ n }} SELECT 1 FROM s;\n{% endfor %}\n\n"
        "INSERT INTO z SELECT 1 FROM t0;\n"
    )
    found = read_scripts([tmp_path / "f.sql"], root=tmp_path).statements
    assert list(zip(found["target"], found["line"], strict=True)) == [("t0", 2), ("t1", 2), ("t2", 2), ("z", 5)]
    assert found["statement_id"].is_unique


def test_macros_of_the_project_are_known(tmp_path: Path) -> None:
    (tmp_path / "macros" / "money").mkdir(parents=True)
    (tmp_path / "macros" / "money" / "net.sql").write_text("{% macro net(a) %}({{ a }} - tax){% endmacro %}")
    (tmp_path / "models").mkdir()
    model = tmp_path / "models" / "day.sql"
    model.write_text("SELECT {{ net('amt') }} AS net FROM {{ ref('orders') }}")
    (statement,) = read_scripts([model], root=tmp_path).statements.to_dict("records")
    assert statement["sql"] == "SELECT (amt - tax) AS net FROM orders"
    assert statement["target"] == "day"


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}SELECT 1 FROM {{ ref('t') }}",
        "{{ 'x' * 1000000000 }}SELECT 1 FROM {{ ref('t') }}",
        "{{ 9 ** 9 ** 9 }}SELECT 1 FROM {{ ref('t') }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}SELECT 1 FROM {{ ref('t') }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}SELECT 1 FROM {{ ref('t') }}",
        "{% unknown_tag %}SELECT 1 FROM {{ ref('t') }}",
        "{% if x %}SELECT 1 FROM {{ ref('t') }}",
        (
            "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
            "SELECT 1 FROM {{ ref('t') }}"
        ),
        "{% set n = 'a'.ljust(10000000000) %}SELECT 1 FROM {{ ref('t') }}",
        "{% set n = '%10000000000d' % 1 %}SELECT 1 FROM {{ ref('t') }}",
        (
            "{% macro f(n) %}{% if n < 2 %}{% else %}{{ f(n - 1) }}{{ f(n - 2) }}{% endif %}{% endmacro %}{{ f(60) }}"
            "SELECT 1 FROM {{ ref('t') }}"
        ),
    ],
    ids=["loops", "text", "power", "recursion", "python", "tag", "broken", "doubling", "padding", "format", "calls"],
)
def test_a_template_cannot_run_away(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 2.0)
    assert render(text)[0].rstrip().endswith("FROM t")


def test_snapshots_are_read() -> None:
    assert plain("{% snapshot s %}SELECT * FROM {{ source('a', 'b') }}{% endsnapshot %}") == "SELECT * FROM a.b"


def test_a_template_that_never_ends_is_ended_and_the_next_one_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1.0)
    render("{{ 1 }}")
    endless = (
        "{% set l = range(3000) | list %}{% for a in l %}{% for b in l %}{% for c in l %}{% set x = 1 %}"
        "{% endfor %}{% endfor %}{% endfor %}SELECT 1 FROM {{ ref('t') }}"
    )
    found = render(endless)
    assert found.text.endswith("SELECT 1 FROM t")
    assert "runs for more than" in found.why.en
    assert plain("SELECT 1 FROM {{ ref('t') }}") == "SELECT 1 FROM t"


def test_coverage_says_that_a_template_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text("{% if x %}SELECT 1 FROM {{ ref('t') }}")
    row = read_scripts([tmp_path / "f.sql"], root=tmp_path).coverage.iloc[0]
    assert row["why_en"] == (
        "Its template could not be run and was read by its marks: its syntax is broken, or it has tags nobody knows."
    )
    assert row["why_zh"] == "模板未能运行，按其标记读取：它的语法不完整或含有未知的标签。"


def project(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_sql", ".sql").replace("_yml", ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_macros_call_each_other_in_any_order_give_back_values_and_are_dispatched(tmp_path: Path) -> None:
    project(
        tmp_path,
        macros__a_sql="{% macro a() %}{% for c in z() %}{{ c }}{{ ', ' if not loop.last }}{% endfor %}{% endmacro %}"
        "{% macro cents(x) %}{{ return(adapter.dispatch('cents')(x)) }}{% endmacro %}"
        "{% macro default__cents(x) %}({{ x }} / 100){% endmacro %}",
        macros__z_sql="{% macro z() %}{{ return(['p', 'q']) }}{% endmacro %}",
        dbt_packages__kit__macros__k_sql="{% macro k(x) %}trim({{ x }}){% endmacro %}",
        models__m_sql="SELECT {{ a() }}, {{ cents('amt') }} AS amt, {{ kit.k('n') }} AS n, {{ shop.cents('b') }} AS b"
        " FROM {{ ref('o') }} WHERE region = '{{ var('region') }}'",
    )
    (tmp_path / "dbt_project.yml").write_text("name: shop\nvars: {region: yn, shop: {other: 1}}\n")
    (statement,) = read_scripts([tmp_path / "models" / "m.sql"], root=tmp_path).statements.to_dict("records")
    assert statement["sql"] == (
        "SELECT p, q, (amt / 100) AS amt, trim(n) AS n, (b / 100) AS b FROM o WHERE region = 'yn'"
    )


def test_a_macro_that_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from assess.collect.sql.jinja import project as projects

    monkeypatch.setattr(projects, "FRESH", 0.0)
    project(tmp_path, macros__a_sql="{% macro a() %}one{% endmacro %}")
    assert str(projects.project_of(tmp_path).names["a"]()) == "one"
    project(tmp_path, macros__a_sql="{% macro a() %}two{% endmacro %}")
    os.utime(tmp_path / "macros" / "a.sql", ns=(1, 1))
    assert str(projects.project_of(tmp_path).names["a"]()) == "two"


@pytest.mark.parametrize(
    ("template", "sql"),
    [
        ("SELECT {{ dbt_utils.star(from=ref('o'), relation_alias='o') }} FROM {{ ref('o') }} o", "SELECT o.* FROM o o"),
        ("SELECT {{ dbt_utils.generate_surrogate_key(['a', 'b']) }} AS k", "SELECT md5(concat(a, b)) AS k"),
        ("SELECT a, count(*) FROM t {{ dbt_utils.group_by(1) }}", "SELECT a, count(*) FROM t group by 1"),
        ("{{ dbt_utils.union_relations(relations=[ref('a'), ref('b')]) }}",
         "(select * from a union all select * from b)"),
        ("SELECT CAST(a AS {{ dbt.type_string() }}), {{ dbt.date_trunc('day', 'ts') }} AS d",
         "SELECT CAST(a AS string), date_trunc(day, ts) AS d"),
        ("SELECT {{ unknown_macro('x') }} FROM {{ this }}", "SELECT unknown_macro FROM mart.day"),
        ("SELECT * FROM {{ this.schema }}.{{ this.identifier }}", "SELECT * FROM mart.day"),
        ("{{ config(partition_by={\n 'field': 'd',\n 'range': {'start': 0}},\n tags=['x']) }}\nSELECT 1", "SELECT 1"),
        ("{% docs x %}what's {{ this }}{% enddocs %}SELECT 1", "SELECT 1"),
        ("{% call statement('q', fetch_result=True) %}SELECT 9{% endcall %}SELECT 1", "SELECT 1"),
        ("{% set q = run_query('SELECT 9') %}SELECT {{ q.columns[0].values() | join(', ') }} AS v",
         "SELECT run_query_columns_0_values AS v"),
        ("SELECT {{ 1 if target.name == 'prod' else 2 }} AS p", "SELECT 2 AS p"),
        ("SELECT '{{ macros.ds_add(ds, -1) }}' AS d, '{{ ts | ds }}' AS e", "SELECT 'macros_ds_add' AS d, 'ts' AS e"),
    ],
)  # fmt: skip
def test_what_dbt_and_airflow_give_a_template(template: str, sql: str) -> None:
    assert plain(template, "mart.day") == sql


def test_a_snapshot_fills_the_table_of_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "snapshots.sql").write_text(
        "{% snapshot orders_history %}\n{{ config(unique_key='id') }}\nSELECT * FROM {{ source('a', 'b') }}\n"
        "{% endsnapshot %}"
    )
    (statement,) = read_scripts([tmp_path / "snapshots.sql"], root=tmp_path).statements.to_dict("records")
    assert (statement["target"], statement["line"]) == ("orders_history", 3)


def test_a_model_that_names_its_sources_within_a_macro_is_one(tmp_path: Path) -> None:
    (tmp_path / "m.sql").write_text("{{ dbt_utils.union_relations(relations=[ref('a'), ref('b')]) }}")
    found = read_scripts([tmp_path / "m.sql"], root=tmp_path)
    assert set(zip(found.edges["upstream"], found.edges["downstream"], strict=True)) == {("a", "m"), ("b", "m")}
