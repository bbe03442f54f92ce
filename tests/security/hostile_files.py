"""The corpus: what a hostile or broken client file may hold, the command it is given to, and how that must end."""

# ruff: noqa: E501, PLW0108 - a case is read as one row, and made when it is asked for
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import bombs

Content = str | bytes | Callable[[], bytes]
HEAD = "client: {en: A}\ndepartments: [{id: d, name: {en: D}}]\n"
ROWS = "department,source,schema,table,column,position,type\n"
SQL = "INSERT INTO a SELECT x FROM b;\n"
CANARY = "CANARY-4711"  # lies beside the folder and must turn up nowhere


@dataclass(frozen=True)
class Case:
    """`files` lie in the folder the command runs in; `code` 2 is a refusal, of which `says` is a part."""

    name: str
    files: Mapping[str, Content]
    arguments: tuple[str, ...]
    code: int = 2
    says: str = ""
    links: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _engagement(name: str, text: Content, says: str, **more: object) -> Case:
    files: dict[str, Content] = {"e/engagement.yaml": text, **more.pop("files", {})}  # type: ignore[dict-item]
    arguments: tuple[str, ...] = more.pop("arguments", ("collect", "e"))  # type: ignore[assignment]
    return Case(f"engagement: {name}", files, arguments, says=says, **more)  # type: ignore[arg-type]


def _catalog(name: str, content: Content, says: str = "", file: str = "c.csv", code: int = 2) -> Case:
    return Case(f"catalogue: {name}", {file: content}, ("redundancy", file), code, says)


def _sql(name: str, content: Content, says: str = "", code: int = 0, file: str = "s.sql") -> Case:
    return Case(f"SQL: {name}", {file: content}, ("lineage", file, "--no-keep", "--json"), code, says)


def _metrics(name: str, content: Content, says: str = "", code: int = 0, file: str = "m.yml") -> Case:
    return Case(f"metrics: {name}", {file: content}, ("metrics", file, "--json"), code, says)


def _template(name: str, content: Content, says: str, code: int = 2) -> Case:
    return Case(f"template: {name}", {"t.pptx": content}, ("report", "--lint-template", "t.pptx"), code, says)


def _two(expression: str, base: str = "dw.o") -> str:
    """Two readings of one metric, which are tried against each other."""
    told = [{"name": "GMV", "expression": e, "base": base} for e in (expression, f"{expression} + 1")]
    return json.dumps({"metrics": told})


YAML = (
    _engagement("aliases of aliases", lambda: (HEAD + bombs.laughing()).encode(), "by its aliases"),
    _engagement("maps merged into maps", lambda: (HEAD + bombs.merging()).encode(), "by its aliases"),
    _engagement("a list that holds itself", HEAD + "answers: &a [*a]\n", "by its aliases"),
    _engagement("a hundred thousand brackets", HEAD + "answers: " + "[" * 100_000, "more than 100 levels deep"),
    _engagement("fifty thousand dashes", HEAD + "answers:\n  " + "- " * 50_000 + "a", "more than 100 levels deep"),
    _engagement("Python by its tag", HEAD + "answers: !!python/object/apply:os.system [touch hacked]\n", "engagement.yaml"),
    _engagement("a key twice", HEAD + "client: {en: B}\n", 'duplicate key "client"'),
    _engagement("a control character", HEAD + "currency: C\x07Y\n", "not allowed"),
    _engagement("a number of five thousand digits", HEAD + f"organisation: {{staff: {'9' * 5000}}}\n", "4300 digits"),
    _engagement("a hexadecimal number without end", HEAD + f"organisation: {{staff: 0x{'f' * 9000}}}\n", "64 bits"),
    _engagement("twenty-one megabytes of one text", lambda: (HEAD + "currency: " + "x" * 21_000_000).encode(), "at most"),
    _engagement("UTF-16", (HEAD).encode("utf-16"), "is not UTF-8 text"),
    _engagement("a date that is none", HEAD + "clock: 2026-13-45\n", "is no date or number"),
    _engagement("a password in an address",
                HEAD + "sources: [{id: s, kind: database, url: 'postgresql://u:hunter2@h/d'}]\n", "holds a password"),
    _engagement("a logo outside the folder", HEAD + "brand: {logo: ../canary.txt}\n", "outside",
                arguments=("run", "e", "--formats", "html")),
    _engagement("a link to a file outside", HEAD + "sources: [{id: s, kind: catalog, path: '*.csv'}]\n",
                "leads out of the engagement's folder", links={"e/c.csv": "../../canary.txt"}),
    _engagement("a link to answers outside", HEAD + "answers: ['*.csv']\n", "leads out of the engagement's folder",
                links={"e/a.csv": "../../canary.txt"}),
    Case("engagement: a folder in place of the file", {"e/engagement.yaml/x": ""}, ("collect", "e"), says="is a folder"),
    Case("glossary: aliases of aliases", {"g.yaml": lambda: bombs.laughing().encode(), "c.csv": ROWS + "d,s,x,t,c,1,int\n"},
         ("redundancy", "c.csv", "--glossary", "g.yaml"), says="by its aliases"),
    Case("bank: a hundred thousand brackets", {"b.yaml": "items: " + "[" * 100_000, "a.csv": "x"},
         ("score", "b.yaml", "a.csv"), says="more than 100 levels deep"),
    Case("map of answers: aliases of aliases",
         {"m.yaml": lambda: bombs.laughing().encode(), "a.csv": "编号,层级\n1,高层\n"},
         ("answers-import", "a.csv", "--map", "m.yaml"), says="by its aliases"),
)  # fmt: skip

OFFICE = (
    _catalog("a workbook of a gigabyte", lambda: bombs.swollen(bombs.plain_workbook(), bombs.SHEET, 1000),
             "unpacks to more than", "c.xlsx"),
    _catalog("a cell in the last row and column",
             lambda: bombs.packed(bombs.plain_workbook(), {bombs.SHEET: bombs.sheet(bombs.CELLS + '<row r="1048576">'
                                  '<c r="XFD1048576"><v>1</v></c></row>')}), "far from the table", "c.xlsx"),
    _catalog("entities in a workbook",
             lambda: bombs.packed(bombs.plain_workbook(), {bombs.SHEET: bombs.sheet(bombs.CELLS, bombs.ENTITIES)}),
             "declares XML entities", "c.xlsx"),
    _catalog("a file outside as an entity",
             lambda: bombs.packed(bombs.plain_workbook(), {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM '
                                  b'"../canary.txt">]><workbook>&e;</workbook>'}), "declares XML entities", "c.xlsx"),
    _catalog("a workbook cut off", lambda: bombs.plain_workbook()[:-200], "is not an Excel workbook", "c.xlsx"),
    _catalog("parts called ../", lambda: bombs.packed(bombs.plain_workbook(), {"../../hacked.txt": b"x", "/tmp/hacked": b"x"}),
             "", "c.xlsx", 0),
    _catalog("a workbook without its sheet", lambda: bombs.packed(bombs.plain_workbook(), lacking=bombs.SHEET),
             "is empty", "c.xlsx"),
    Case("answers: entities in a workbook",
         {"a.xlsx": lambda: bombs.packed(bombs.plain_workbook(), {bombs.SHEET: bombs.sheet(bombs.CELLS, bombs.ENTITIES)})},
         ("score", "base", "a.xlsx"), says="declares XML entities"),
    Case("form: a workbook of 250 megabytes", {"f.xlsx": lambda: bombs.swollen(bombs.plain_workbook(), bombs.SHEET, 250)},
         ("bank-import", "f.xlsx"), says="unpacks to more than"),
    Case("metrics: a workbook cut off", {"m.xlsx": lambda: bombs.plain_workbook()[:1500]}, ("metrics", "m.xlsx"),
         says="is not an Excel workbook"),
    _template("five hundred megabytes", lambda: bombs.swollen(bombs.plain_deck(), "docProps/thumbnail.jpeg", 500),
              "unpacks to more than"),
    _template("entities", lambda: bombs.packed(bombs.plain_deck(), {"ppt/theme/theme1.xml": (bombs.ENTITIES + "<x>&c;</x>").encode()}),
              "declares XML entities"),
    _template("macros", lambda: bombs.packed(bombs.plain_deck(), {"ppt/vbaProject.bin": b"x"}), "carries macros"),
    _template("parts called ../", lambda: bombs.packed(bombs.plain_deck(), {"../../hacked.txt": b"x"}), "", 0),
    _template("a deck cut off", lambda: bombs.plain_deck()[:5000], "PowerPoint file"),
    _template("no deck at all", "<html>", "PowerPoint file"),
    _template("a theme that is none", lambda: bombs.packed(bombs.plain_deck(), {"ppt/theme/theme1.xml": b"<a"}),
              "PowerPoint file"),
    Case("template: a folder", {"t.pptx/x": ""}, ("report", "--lint-template", "t.pptx"), says="is no file"),
)  # fmt: skip

TABLES = (
    _catalog("more than a gigabyte of blanks, packed", lambda: bombs.gzipped(1000, ROWS.encode()), "unpacks to more than", "c.csv.gz"),
    _catalog("a gzip cut off", lambda: bombs.gzipped(1)[:-9], "is not a whole gzip file", "c.csv.gz"),
    _catalog("one line of twenty megabytes", lambda: b"table," + b"x" * 20_000_000, "field larger than"),
    _catalog("a quotation that never ends", ROWS + '"' + "x" * 17_000_000, "field larger than"),
    _catalog("a number of five thousand digits", f'[{{"table": "t", "column": "c", "type": "i", "rows": {"9" * 5000}}}]',
             "4300 digits", "c.json"),
    _catalog("JSON of a hundred thousand levels", "[" * 100_000, "nests too deep", "c.json"),
    _catalog("NUL bytes", ROWS + "d,s,x,t\0,c,1,int\n", "holds a NUL byte"),
    _catalog("a Parquet file that is none", b"PAR1" + b"\x00" * 64, "is not a whole Parquet file", "c.parquet"),
    _catalog("numbers wider than a column", ROWS.replace("type", "type,rows") + "d,s,x,t,c,1,int,1e9999\n", "rows is"),
    _catalog("names that are SQL, HTML, formulas and terminal codes",
             ROWS + "".join(f'd,{s},x,"{t}","{c}",{i},int\n' for s in "ab" for t in ("'; DROP TABLE x; --", "=1+1")
                            for i, c in enumerate(("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{7*7}}",
                                                   "../../etc/passwd", "${HOME}", "%s%n", "`id`"), 1)), "", code=0),
    Case("usage: an empty file", {"e/engagement.yaml": HEAD + "sources: [{id: u, kind: usage, path: u.csv}]\n", "e/u.csv": ""},
         ("collect", "e"), says="is empty"),
)  # fmt: skip

SCRIPTS = (
    _sql("a statement of two megabytes", lambda: ("SELECT " + "a, " * 700_000 + "b FROM t").encode(), "characters"),
    _sql("fifty thousand brackets", "SELECT " + "(" * 50_000 + "1" + ")" * 50_000 + " FROM t", "nested too deeply"),
    _sql("five thousand CASE within CASE", "SELECT " + "CASE WHEN a THEN " * 5000 + "1" + " END" * 5000 + " FROM t"),
    _sql("a template that looks for Python",
         "SELECT {{ ''.__class__.__mro__[1].__subclasses__() }}, {{ cycler.__init__.__globals__.os.popen('touch hacked') }},"
         "{{ self._TemplateReference__context }}, {{ ref.__globals__ }} FROM t;" + SQL),
    _sql("a template that counts to a billion",
         "{% for i in range(10**9) %}{% for j in range(10**9) %}x{% endfor %}{% endfor %}" + SQL),
    _sql("a template that doubles a text", "{% set a = 'x' * 20000 %}" + "{% set a = a ~ a %}" * 60 + "SELECT {{ a }};" + SQL),
    _sql("a template that includes a file", "{% include '/etc/hostname' %}{% import '../canary.txt' as c %}{{ c }};" + SQL),
    _sql("two hundred thousand marks that nothing ends", "{% " * 100_000 + "{{ " * 100_000 + "{# " * 100_000),
    _sql("macros that nothing ends", "{% macro a() %}" * 40_000 + SQL),
    _sql("files, servers and extensions",
         "ATTACH '/tmp/hacked.db'; INSTALL httpfs; LOAD httpfs; COPY (SELECT 1) TO 'hacked.csv'; "
         "INSERT INTO a SELECT * FROM read_csv('http://127.0.0.1:9/x'); INSERT INTO b SELECT * FROM '../canary.txt';"),
    _sql("quotation marks and backslashes", "SELECT " + "'\\" * 20_000),
    _sql("a binary file", lambda: bytes(range(256)) * 200, "holds a NUL byte", 2),
    Case("SQL: a folder in place of the file", {"s.sql/x.txt": ""}, ("lineage", "s.sql/none.sql"), says="does not exist"),
    _sql("a manifest of another shape",
         '{"metadata": {"dbt_schema_version": "https://x/v12.json"}, "nodes": {"model.a": [1]}}', "allowed is an object", 2,
         "manifest.json"),
    _sql("a manifest of a hundred thousand levels", '{"metadata": {}, "nodes": ' + '{"a":' * 100_000, "", 2, "manifest.json"),
    _sql("events of another shape", '{"eventTime": "x", "job": {"facets": 5}, "inputs": {"a": 1}}\n', "", 2, "e.json"),
    _sql("a log that unpacks to one line of 300 megabytes", lambda: bombs.gzipped(300, b"query\n"), "line", 2, "q.csv.gz"),
)  # fmt: skip

FORMULAS = (
    _metrics("a formula that reads a file", _two("SUM(a) + (SELECT MAX(content) FROM read_text('../canary.txt'))"), file="m.json"),
    _metrics("a source that is a file", _two("SUM(a)", "read_text('../canary.txt')"), file="m.json"),
    _metrics("a source that is a server", _two("SUM(a)", "read_csv('http://127.0.0.1:9/x.csv')"), file="m.json"),
    _metrics("a second statement that writes", _two("SUM(a)", "o; COPY (SELECT 1) TO 'hacked.csv'; SELECT 1 FROM o"),
             file="m.json"),
    _metrics("a formula that opens what is closed", _two("SUM(a); SET enable_external_access = true; SELECT 1"), file="m.json"),
    _metrics("a formula that counts without end", _two("SUM((SELECT COUNT(*) FROM range(1000000000) r, range(1000000000)))"),
             file="m.json"),
    _metrics("a text of a gigabyte", _two("SUM(a * LENGTH(REPEAT('x', 1000000000)))"), file="m.json"),
    _metrics("aliases of aliases", lambda: ("metrics:\n- " + bombs.laughing()).encode(), "", 2),
    _metrics("TOML of a hundred thousand levels", "[metrics.a]\nselect_expression = " + "[" * 100_000, file="m.toml"),
    _metrics("LookML of fifty thousand levels", "view: a " + "{ dimension: b " * 50_000, file="m.lkml"),
    _metrics("Markdown of nothing but marks",
             "| 指标 | 公式 |\n|--|--|\n| " + "`" * 100_000 + " | " + "[(" * 50_000 + " |\n" + "|" * 100_000, file="m.md"),
    Case("form: SurveyJS of a hundred thousand levels", {"f.json": '{"pages": ' + '[{"elements": ' * 50_000},
         ("bank-import", "f.json"), says="is no JSON"),
)  # fmt: skip

CASES = (*YAML, *OFFICE, *TABLES, *SCRIPTS, *FORMULAS)
