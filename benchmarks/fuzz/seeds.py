"""Files that are right, one or more for each reader: what the mutations start from."""

from __future__ import annotations

import json
from typing import Any

CATALOG = "department,source,schema,table,column,position,type,comment,rows,created,nullable\n" + "".join(
    f"{who},{who},dw,orders,{column},{i},varchar,订单 {column},1200,2026-01-0{i},YES\n"
    for who in ("sales", "ops")
    for i, column in enumerate(("order_id", "member_id", "paid_amount", "signed_at"), 1)
)
DDL = """CREATE TABLE dw.orders (id BIGINT PRIMARY KEY COMMENT '键', amount DECIMAL(18,2) DEFAULT 0, at TIMESTAMP,
  CONSTRAINT u UNIQUE (id, at)) COMMENT '订单';
COMMENT ON COLUMN dw.orders.at IS 'when';
ALTER TABLE dw.orders ADD COLUMN note VARCHAR(20);
CREATE VIEW dw.big AS SELECT id, amount FROM dw.orders WHERE amount > 100;
"""
SQL = """-- daily
WITH paid AS (SELECT o.id, o.amount, o.member_id FROM dw.orders o WHERE o.status = 'paid')
INSERT OVERWRITE TABLE ads.gmv PARTITION (dt = '${day}')
SELECT m.city, SUM(p.amount) AS gmv, COUNT(DISTINCT p.id) OVER (PARTITION BY m.city) AS n, {{ ref('x') }}
FROM paid p LEFT JOIN dw.members m ON p.member_id = m.id AND m.name LIKE 'a%' GROUP BY m.city HAVING SUM(p.amount) > 0;
{% for x in [1, 2] %}CREATE TABLE t{{ x }} AS SELECT * FROM s{{ x }};{% endfor %}
MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET a.v = b.v WHEN NOT MATCHED THEN INSERT VALUES (b.id);
"""
MANIFEST: dict[str, Any] = {
    "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "adapter_type": "postgres"},
    "nodes": {
        f"model.shop.{name}": {
            "resource_type": "model", "name": name, "alias": name, "database": "wh", "schema": "mart",
            "original_file_path": f"models/{name}.sql", "depends_on": {"nodes": [above], "macros": []},
            "config": {"materialized": "table", "meta": {"owner": "bi"}}, "compiled_code": sql, "tags": ["x"],
            "columns": {"id": {"name": "id", "description": "key", "data_type": "int"}}, "description": "per order",
            "relation_name": f'"wh"."mart"."{name}"',
        }
        for name, above, sql in (("day", "source.shop.raw.orders", "select id, amt from wh.raw.orders"),
                                 ("board", "model.shop.day", 'select * from "wh"."mart"."day"'))
    },
    "sources": {"source.shop.raw.orders": {"resource_type": "source", "name": "orders", "identifier": "orders",
                "database": "wh", "schema": "raw", "relation_name": '"wh"."raw"."orders"', "columns": {}}},
}  # fmt: skip
EVENT: dict[str, Any] = {
    "eventType": "COMPLETE", "eventTime": "2026-11-20T01:01:30Z", "producer": "p", "schemaURL": "s",
    "run": {"runId": "r1"},
    "job": {"namespace": "airflow", "name": "etl.day", "facets": {"sql": {"query": "SELECT 1"}}},
    "inputs": [{"namespace": "postgres://db", "name": "shop.public.orders", "facets": {
        "schema": {"fields": [{"name": "id", "type": "int"}]}, "ownership": {"owners": [{"name": "Sales"}]}}}],
    "outputs": [{"namespace": "postgres://db", "name": "shop.mart.day", "facets": {"columnLineage": {
        "fields": {"total": {"inputFields": [{"namespace": "postgres://db", "name": "shop.public.orders",
                                              "field": "amt", "transformations": [{"type": "DIRECT"}]}]}},
        "dataset": [{"namespace": "postgres://db", "name": "shop.public.orders", "field": "id",
                     "transformations": [{"type": "INDIRECT", "subtype": "GROUP_BY"}]}]}},
        "outputFacets": {"outputStatistics": {"rowCount": 7, "size": 700}}}],
}  # fmt: skip
LOGS = {
    "a.log": "2026-11-25 10:00:00.1 CST [7] bob@shop LOG:  statement: SELECT 1 FROM a\n\tWHERE n = 'Zhang'\n"
    "2026-11-25 10:00:00.2 CST [7] bob@shop LOG:  duration: 77.0 ms\n"
    "2026-11-25 10:00:02.0 CST [7] bob@shop LOG:  execute <unnamed>: SELECT * FROM b WHERE i = $1\n"
    "2026-11-25 10:00:02.0 CST [7] bob@shop DETAIL:  parameters: $1 = 'Zhang'\n",
    "g.log": "/usr/sbin/mysqld, Version: 8.0.36. started with:\nTcp port: 3306  Unix socket: x\n"
    "Time                 Id Command    Argument\n"
    "2026-01-01T10:00:00.123456Z\t    8 Connect\tbob@localhost on shop using Socket\n"
    "2026-01-01T10:00:01.123456Z\t    8 Query\tSELECT * FROM orders\nWHERE id = 5\n",
    "slow.log": "# Time: 2026-01-01T10:00:00.123456Z\n# User@Host: bob[bob] @ localhost []  Id:     8\n"
    "# Query_time: 2.000  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 9\nuse shop;\nSET timestamp=1767261600;\n"
    "SELECT * FROM orders WHERE id = 5;\n",
    "q.csv": "query,user,start_time,duration_ms,rows\n\"SELECT a FROM t WHERE x = 'y'\",bob,2026-11-20 01:00:00,12,3\n"
    '"INSERT INTO u SELECT * FROM t",etl,2026-11-21T01:00:00Z,99,\n',
    "q.jsonl": '{"query_text": "SELECT * FROM a", "user_name": "bob", "start_time": "2026-11-20T01:00:00Z", '
    '"total_elapsed_time": 12}\n{"query_text": "SELECT * FROM b", "user_name": null}\n',
}
METRICS = {
    "dict.csv": "指标名称,公式,来源表,过滤条件,时间字段,统计粒度,单位,负责人\n"
    "GMV,SUM(amount),dw.orders,status = 'paid',paid_at,日,元,张三\n"
    "GMV,SUM(amount - refund),dw.orders,,created_at,日,万元,李四\n订单数,COUNT(DISTINCT id),dw.orders,,,,,\n",
    "dict.yml": "metrics:\n  - name: GMV\n    expression: SUM(amount)\n    base: dw.orders\n"
    "    filter: [a = 1, b > 2]\n"
    "  - &x {name: AOV, expression: 'SUM(a) / COUNT(*)', unit: USD}\n  - <<: *x\n    name: B\n",
    "cube.yml": """cubes:
  - name: orders
    sql_table: dw.orders
    joins:
      - {name: users, relationship: many_to_one, sql: "{CUBE}.user_id = {users.id}"}
    dimensions:
      - {name: net, sql: "{CUBE}.amount - {CUBE}.fee", type: number}
      - {name: created, sql: created_at, type: time}
    segments:
      - {name: paid, sql: "{CUBE}.status = 'paid'"}
    measures:
      - {name: count, type: count}
      - {name: revenue, type: sum, sql: "{net}", filters: [{sql: "{CUBE}.ok"}], rolling_window: {trailing: 7 day}}
      - {name: ratio, type: number, sql: "{revenue} / {count}"}
  - name: users
    extends: orders
    sql: SELECT * FROM dw.users
    dimensions: [{name: id, sql: id, type: number, primary_key: true}]
""",
    "a.lkml": """view: orders {
  sql_table_name: shop.orders ;;
  dimension: net { type: number sql: ${TABLE}.amount - ${TABLE}.tax ;; }
  dimension_group: created { type: time timeframes: [raw, date, week] sql: ${TABLE}.created_at ;; }
  measure: gmv { type: sum sql: ${net} ;; label: "GMV" filters: [status: "paid,-x", created_date: "7 days"] }
  measure: aov { type: number sql: ${gmv} / NULLIF(${n}, 0) ;; tags: ["owner:ann"] }
  measure: n { type: count }
}
view: more { extends: [orders] measure: m { type: count_distinct sql: ${TABLE}.id ;; } }
explore: orders { join: more { sql_on: ${orders.id} = ${more.id} ;; relationship: many_to_one } }
""",
    "hub.toml": """[data_sources.main]
from_expression = "mozdata.{dataset}.main"
default_dataset = "desktop"
submission_date_column = "day"
[metrics.active_hours]
select_expression = '{{agg_sum("hours")}}'
data_source = "main"
friendly_name = "Active hours"
owner = ["ann@x.com", "bob@x.com"]
[metrics.both]
depends_on = ["active_hours"]
select_expression = '''COUNT(*)
'''
data_source = "main"
[metrics.both.statistics]
bootstrap_mean = {}
""",
    "osi.yml": """version: 0.1.1
semantic_model:
- name: sales
  datasets:
  - name: orders
    source: db.dw.fct_orders
    primary_key: [order_id]
    fields:
    - {name: amount, expression: {dialects: [{dialect: ANSI_SQL, expression: amt}]}}
  - name: customers
    source: db.dw.customers
  relationships:
  - {name: oc, from: orders, to: customers, from_columns: [customer_id], to_columns: [id]}
  metrics:
  - {name: gmv, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.amount)}]}}
""",
    "snow.yml": """name: sales
tables:
  - name: orders
    base_table: {database: DB, schema: DW, table: FCT_ORDERS}
    time_dimensions:
      - {name: day, expr: "created::date"}
    facts:
      - {name: net, expr: amount - fee}
    metrics:
      - {name: revenue, expr: SUM(net), synonyms: [GMV, sales]}
relationships:
  - name: by
    left_table: orders
    right_table: orders
    relationship_columns: [{left_column: a, right_column: b}]
""",
    "dbt.yml": """version: 2
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    entities: [{name: order, type: primary, expr: order_id}]
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: status, type: categorical}
    measures:
      - {name: amount, agg: sum, expr: amount - fee}
metrics:
  - name: gmv
    type: simple
    type_params: {measure: amount}
    filter: "{{ Dimension('order__status') }} = 'paid'"
  - name: ratio
    type: ratio
    type_params: {numerator: gmv, denominator: {name: gmv, filter: "x > 1"}}
  - name: more
    type: derived
    type_params: {expr: a - b, metrics: [{name: gmv, alias: a}, {name: gmv, alias: b, offset_window: 7 days}]}
""",
    "m.md": "# 指标口径\n\n| 指标名称 | 公式 | 来源表 | 过滤条件 |\n|:--|---|:-:|--:|\n"
    "| GMV | `SUM(amount)` | dw.orders | `a = 1` |\n"
    "| [C](#c) | SUM(a\\*b)<br>/ 2 | | |\n\n```sql\nSELECT SUM(x) AS y FROM t\n```\n",
    "r.sql": "SELECT city, SUM(amount) AS gmv, COUNT(*) n FROM dw.orders WHERE a = 1 GROUP BY city;\n" + SQL,
}
ANSWERS = "respondent,level,department,item,value\n" + "".join(
    f"r{n},{level},sales,q{d}_1,{1 + n % 5}\n"
    for n, level in enumerate(("executive", "middle", "frontline"))
    for d in range(1, 6)
)
MANY_ANSWERS = "respondent,level,department,item,value\n" + "".join(
    f"r{n},{('middle', 'frontline')[n % 2]},sales,q1_{d},{1 + (n + d) % 5}\n" for n in range(14) for d in (1, 2)
)
WIDE = "编号,层级,部门,q1_1,q2_1,q3_1\n1,高层,销售部,3,4,不知道\n2,中层,销售部,5,1,\n"
ENGAGEMENT = """client: {zh: 云川物流, en: Yunchuan}
clock: 2026-11-22T09:00:00+08:00
currency: CNY
languages: [zh, en]
brand: {accent: "#7A2E39"}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}, owner: 王芳}
  - {id: ops, name: {zh: 运营部}}
sources:
  - {id: wh, department: sales, kind: catalog, path: c.csv, columns: {column: column}}
  - {id: db, kind: database, url: "postgresql://r:${X}@h/d", schemas: [public], timeout_seconds: 5}
ownership: [{files: "sql/**", department: sales}]
platform: [ops]
prices: {storage_per_tb_year: {low: 1, base: 2, high: 3}, replicas: {low: 1, base: 2, high: 3}}
outside: {source: {en: offer}, query_seconds: {low: 1, base: 3, high: 8}}
organisation:
  staff: 1200
  number_one: {name: 李明, since: 2026-01-05, decision: No. 1}
  duties: [{id: d1, name: {zh: 备案}, met: true}]
tiers: {hot_days: 365, cold_days: 1825}
survey: {population: {executive: 8}, targets: {D1: 4}, executives: hide}
glossary: {member: [会员, vip]}
capacity_days_per_year: [200, 200, 100, 100, 100]
notify:
  enabled: false
  base_url: https://assess.example.com
  targets: [{id: chat, kind: slack, url: "https://hooks.slack.com/services/${HOOK}"}]
  routes: [{to: chat, departments: [sales]}]
gates:
  hot_share_at_least: 0.5
  waivers: [{rule: new-copies, subject: "a.b*", reason: agreed, who: Li, until: 2027-03-31}]
"""
BASELINE = json.dumps({"assess_gate_baseline": 1, "run": "r", "clock": "2026-11-22T09:00:00+08:00",
                       "lineage_coverage": 0.5,
                       "known": [{"mark": "new-copies:a.b", "is": "x", "trace": "t"}]})  # fmt: skip
USAGE = "source,schema,table,last_read,last_written,reads\nwh,dw,orders,2026-01-01,2026/3/5 10:00,12\nwh,dw,x,,,\n"
SAMM = {"answer_sets/S": "id: set1\nvalues:\n- {text: No, value: 0, weight: 1, order: 0}\n"
                         "- {text: F, value: 1, order: 1}\ntype: AnswerSet\n",
        "business_functions/K": "id: fK\nname: K\norder: 0\n",
        "security_practices/P": "id: pK\nfunction: fK\nname: P\n",
        "streams/A": "id: sA\npractice: pK\nname: A\n", "maturity_levels/1": "id: m1\nnumber: 1\n",
        "practice_levels/P1": "id: l1\npractice: pK\nmaturitylevel: m1\n",
        "activities/A1": "id: a1\nstream: sA\nlevel: l1\n",
        "questions/Q1": "id: q1\nactivity: a1\nanswerset: set1\ntext: Do you?\nquality: [x]\n"}  # fmt: skip
