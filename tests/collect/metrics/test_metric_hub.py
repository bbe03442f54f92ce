"""Metrics of metric-hub's TOML files, with their data sources and what is inherited looked up among all files."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.metric_hub.reader import read

SOURCE = """[data_sources.main]
from_expression = "mozdata.{dataset}.main"
default_dataset = "desktop"
submission_date_column = "day"

"""


def found(**files: str) -> list[Definition]:
    """`a__b` is the file a/b.toml."""
    paths = {name.replace("__", "/") + ".toml": text for name, text in files.items()}
    return list(read([File(Path(name), name, text) for name, text in paths.items()]))


def one(formula: str, more: str = "") -> Definition:
    (definition,) = found(app=f"{SOURCE}[metrics.m]\ndata_source = 'main'\nselect_expression = '''{formula}'''\n{more}")
    return definition


def test_a_metric_has_its_formula_its_source_its_date_and_its_line() -> None:
    (hours,) = found(
        definitions__app=SOURCE
        + """# [metrics.no]
[metrics.active_hours]
select_expression = '{{agg_sum("hours")}}'
data_source = "main"
friendly_name = "Active hours"
owner = ["ann@x.com", "bob@x.com"]
"""
    )
    assert (hours.name, hours.file, hours.line, hours.format) == (
        "active_hours",
        "definitions/app.toml",
        7,
        "metric-hub",
    )
    assert (hours.expression, hours.base, hours.time_column) == (
        "COALESCE(SUM(hours), 0)",
        "mozdata.desktop.main",
        "day",
    )
    assert (hours.label, hours.owner, hours.dialect) == ("Active hours", "ann@x.com, bob@x.com", "bigquery")
    assert hours.unresolved == ()


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        ("COUNT(DISTINCT client_id)", "COUNT(DISTINCT client_id)"),
        ('{{agg_any("a > 1")}}', "COALESCE(LOGICAL_OR(a > 1), FALSE)"),
        ('{{ agg_sum("a") }} / {{agg_sum("b")}}', "COALESCE(SUM(a), 0) / COALESCE(SUM(b), 0)"),
        ('{{ agg_sum("CASE WHEN x = " + "1 THEN a END") }}', "COALESCE(SUM(CASE WHEN x = 1 THEN a END), 0)"),
        ('{{ agg_count("x") }}', "COUNT(x)"),
        ("{# a comment #}SUM(a)", "SUM(a)"),
    ],
)
def test_helpers_are_written_out(formula: str, expression: str) -> None:
    assert (one(formula).expression, one(formula).unresolved) == (expression, ())


def test_a_file_of_functions_defines_the_helpers() -> None:
    functions = "[functions.agg_sum]\ndefinition = 'SUM({select_expr})'\n"
    metric = SOURCE + "[metrics.m]\ndata_source='main'\nselect_expression = '{{agg_sum(\"a\")}}'\n"
    assert [d.expression for d in found(definitions__functions=functions, definitions__app=metric)] == ["SUM(a)"]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('{{ agg_magic("a") }}', "no definition of the function agg_magic"),
        ("{% for i in range(99999999) %}x{% endfor %}", "was not filled in: for"),
        ("{{ ''.__class__.__mro__ }}", "was not filled in"),
        ("{{ agg_sum( }}", "was not filled in"),
        ("{{ parameters.x }}", "parameter x has no value"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_said_and_never_run(formula: str, said: str) -> None:
    metric = one(formula)
    assert metric.name == "m" and said in metric.unresolved[0].en


def test_parameters_have_their_value_or_default() -> None:
    assert one("SUM({{parameters.c}})", "[parameters.c]\ndefault = 'amount'\n").expression == "SUM(amount)"


def test_a_data_source_is_looked_up_in_the_definitions_of_the_product() -> None:
    metric = "[metrics.m]\ndata_source = 'main'\nselect_expression = 'COUNT(*)'\n"
    *_, outcome = found(definitions__app=SOURCE, definitions__other=SOURCE.replace("desktop", "else"),
                        jetstream__outcomes__app__x=metric)  # fmt: skip
    assert outcome.base == "mozdata.desktop.main"


def test_a_file_without_a_product_has_the_one_that_defines_what_it_refers_to() -> None:
    other = "[data_sources.rare]\nfrom_expression = 't'\n[data_sources.main]\nfrom_expression = 'u'\n"
    metrics = "[metrics.m]\ndata_source = '{}'\nselect_expression = 'COUNT(*)'\n"
    assert found(definitions__a=SOURCE, definitions__b=other, x=metrics.format("rare"))[0].base == "t"
    unsure = found(definitions__a=SOURCE, definitions__b=other, x=metrics.format("main"))[0]
    assert unsure.base == "" and "(a, b)" in unsure.unresolved[0].en


def test_what_only_adds_statistics_has_the_formula_of_its_definition() -> None:
    central = SOURCE + "[metrics.m]\ndata_source = 'main'\nselect_expression = 'SUM(a)'\nfriendly_name = 'M'\n"
    _, again = found(definitions__app=central, defaults__app="\n[metrics.m.statistics.bootstrap_mean]\n")
    assert (again.file, again.line, again.expression) == ("defaults/app.toml", 2, "SUM(a)")
    assert (again.base, again.label, again.unresolved) == ("mozdata.desktop.main", "M", ())


def test_what_is_defined_nowhere_is_said() -> None:
    first, second = found(app="[metrics.m]\n[metrics.n]\ndata_source = 'gone'\nselect_expression = 'SUM(a)'\n")
    assert "gives no formula" in first.unresolved[0].en
    assert second.unresolved[0].en == "There is no data source gone in the files read."


def test_a_ratio_of_two_metrics_names_them_by_place() -> None:
    text = (
        SOURCE
        + """[metrics.a]
data_source = "main"
select_expression = "SUM(a)"
[metrics.b]
data_source = "main"
select_expression = "SUM(b)"
[metrics.r]
depends_on = ["a", "b"]
[metrics.r.statistics.population_ratio]
numerator = "a"
denominator = "b"
"""
    )
    *_, ratio = found(app=text)
    assert (ratio.expression, ratio.line) == ("a / b", 12)
    assert ratio.inputs == {"a": "app.toml:6 a", "b": "app.toml:9 b"} and ratio.unresolved == ()


def test_joins_are_part_of_the_source_of_a_metric_that_uses_them() -> None:
    text = (
        SOURCE
        + """[data_sources.main.joins.other]
relationship = "one_to_many"
[data_sources.other]
from_expression = "t"
[metrics.m]
data_source = "main"
select_expression = "SUM(%s)"
"""
    )
    assert found(app=text % "a")[0].base == "mozdata.desktop.main"
    assert found(app=text % "other.a")[0].base == (
        "(SELECT * FROM mozdata.desktop.main) AS main LEFT JOIN (SELECT * FROM t) AS other "
        "ON main.client_id = other.client_id AND main.day = other.submission_date"
    )


@pytest.mark.parametrize(
    ("stated", "expression"),
    [
        ("aggregation = 'sum'\ncolumn = 'a'", "COALESCE(SUM(a), 0)"),
        ("aggregation = 'count_where'\nwhere = [{column='a', op='>', value=0}, {column='c', op='=', value='x'}]",
         "COUNTIF(a > 0 AND c = 'x')"),
        ("aggregation = 'any'\ncolumn = 'b'\nscale = 100", "CAST(COALESCE(LOGICAL_OR(b), FALSE) AS INT64) * 100"),
        ("aggregation = 'sum'\ncolumn = 'a'\nthreshold = {op = '>', value = 3}", "COALESCE(SUM(a), 0) > 3"),
    ],
)  # fmt: skip
def test_a_declared_aggregation_is_its_expression(stated: str, expression: str) -> None:
    text = f"[metrics.m]\ndata_source = 'main'\ncumulative_window = 7\n{stated}\n"
    (metric,) = found(definitions__app=SOURCE, definitions_v2__app=text)
    assert (metric.expression, metric.window, metric.base) == (expression, "7 day", "mozdata.desktop.main")


def test_the_same_metric_in_two_files_or_twice_in_one_is_kept_each_time() -> None:
    metric = "[metrics.m]\nselect_expression = 'SUM(a)'\n"
    places = [f"{d.file}:{d.line} {d.name}" for d in found(a=metric + metric, b=metric)]
    assert places == ["a.toml:3 (file)", "a.toml:1 m", "a.toml:3 m", "b.toml:1 m"]


def test_of_a_file_that_is_broken_every_other_metric_is_read() -> None:
    text = "[metrics.a]\nselect_expression = 'SUM(a)\n[metrics.b]\nselect_expression = 'SUM(b)'\n"
    fault, broken, good = found(app=text)
    assert (fault.name, fault.line) == ("(file)", 2) and fault.unresolved[0].en.startswith("Line 2 is not valid TOML")
    assert (broken.name, broken.expression, bool(broken.unresolved)) == ("a", "", True)
    assert (good.name, good.line, good.expression) == ("b", 3, "SUM(b)")


def test_a_file_that_is_no_toml_at_all_is_said() -> None:
    (fault,) = found(app="nothing here")
    assert (fault.name, fault.line) == ("(file)", 1)


def test_lists_of_names_and_files_without_metrics_define_none() -> None:
    assert found(pyproject="[project]\nname = 'x'\n", x="[metrics]\nweekly = ['a']\n") == []


def test_a_header_inside_a_text_is_no_line_of_a_metric() -> None:
    text = "x = '''\n[metrics.m]\n'''\n[metrics.m]\nselect_expression = 'SUM(a)'\ndata_source = 'd'\n"
    assert [d.line for d in found(app=text)] == [4]
