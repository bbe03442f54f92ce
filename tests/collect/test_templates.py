"""Templates run without dbt."""

from __future__ import annotations

from pathlib import Path

import pytest

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
        plain("SELECT 1 FROM {{ source('raw', 'o') }} JOIN {{ ref('pkg', 'm', v=2) }}") == "SELECT 1 FROM raw.o JOIN m"
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
    ],
    ids=["loops", "text", "power", "recursion", "python", "tag", "broken"],
)
def test_a_template_cannot_run_away(text: str) -> None:
    assert render(text)[0].rstrip().endswith("FROM t")


def test_snapshots_are_read() -> None:
    assert plain("{% snapshot s %}SELECT * FROM {{ source('a', 'b') }}{% endsnapshot %}") == "SELECT * FROM a.b"
