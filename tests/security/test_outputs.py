"""What is written of hostile names: no markup, no formula, no secret, and nothing is fetched."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import openpyxl
import pytest
from children import Ended, run

from assess.model.text import inert

SECRET = "hunter2-9b1f"
NAMES = (
    "<script>alert(1)</script>",
    "</style></title><img src=http://127.0.0.1:9/x.png onerror=alert(1)>",
    '"><iframe src=file:///etc/passwd>',
    "=HYPERLINK(\"http://127.0.0.1:9\",\"x\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "{{ 7 * 7 }}{% for x in y %}",
    "'; DROP TABLE orders; --",
    'a"b`c',
    "![x](http://127.0.0.1:9/y.png)",
    "\u202egnp.exe",
)  # fmt: skip
DOORS = (
    f"client: {{en: {NAMES[1]!r}, zh: {NAMES[0]!r}}}\nclock: 2026-11-22T09:00:00+08:00\n"
    "departments:\n"
    f"  - {{id: a, name: {{en: {NAMES[3]!r}}}, owner: {NAMES[0]!r}}}\n"
    f"  - {{id: b, name: {{en: {NAMES[6]!r}}}, owner: {NAMES[4]!r}}}\n"
    "sources:\n"
    "  - {id: cat, kind: catalog, path: c.csv}\n"
    "  - {id: etl, kind: sql, path: s.sql}\n"
    "  - {id: kpi, kind: metrics, path: m.csv}\n"
    "  - {id: duck, kind: database, department: a, url: 'duckdb:///d.duckdb'}\n"
    "  - {id: gone, kind: database, department: b, url: 'postgresql://u:${PW}@127.0.0.1:1/d', timeout_seconds: 2}\n"
    "prices: {storage_per_tb_year: {low: 1, base: 2, high: 3}, table_upkeep_per_year: {low: 1, base: 2, high: 3}}\n"
)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A check-up of a client in whose files every name is hostile, with all reports."""
    folder = tmp_path_factory.mktemp("outputs") / "work"
    folder.mkdir()
    (folder / "engagement.yaml").write_text(DOORS, "utf-8")
    rows = [["department", "source", "schema", "table", "column", "position", "type", "comment", "owner", "rows"]]
    rows += [
        [who, who, "dw", name, column, str(i), "varchar", NAMES[1], NAMES[0], "1000"]
        for who in "ab" for name in NAMES for i, column in enumerate((*NAMES, "amount"), 1)
    ]  # fmt: skip
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    quoted = '"' + NAMES[7].replace('"', '""') + '"'
    (folder / "s.sql").write_text(f'INSERT INTO dw.{quoted} SELECT * FROM dw."{NAMES[0]}";\n', "utf-8")
    metrics = [["指标名称", "公式", "来源表", "负责人"]]
    metrics += [[n, f, "dw.o", NAMES[0]] for n in NAMES for f in ("SUM(amount)", "SUM(amount - fee)", NAMES[3])]
    with (folder / "m.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(metrics)
    with duckdb.connect(str(folder / "d.duckdb")) as db:
        for name in NAMES[:8]:
            columns = ", ".join(f'"{c.replace(chr(34), chr(34) * 2)}" INT' for c in NAMES[:4])
            db.execute(f'CREATE TABLE "{name.replace(chr(34), chr(34) * 2)}" ({columns})')
            db.execute(f'INSERT INTO "{name.replace(chr(34), chr(34) * 2)}" SELECT i, i, i, i FROM range(100) r(i)')
        (folder.parent / "canary.txt").write_text("CANARY-4711")
        db.execute(f"CREATE VIEW spy AS SELECT * FROM read_text('{folder.parent / 'canary.txt'}')")
        db.execute("CREATE MACRO count(x) AS 42")
    ended = run(
        ["run", ".", "--formats", "pdf,html,xlsx,pptx", "--lang", "zh,en"], folder, more={"PW": SECRET}, memory=1 << 42
    )
    return folder, ended


class Seen(HTMLParser):
    """Tags that run something, and addresses asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "form", "link") or any(name.startswith("on") for name in told):
            self.bad.append(f"<{tag} {told}>")
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            value = told.get(name) or ""
            if value and not value.startswith(("#", "data:")):
                self.bad.append(f"<{tag} {name}={value}>")


def test_the_check_up_of_hostile_names_goes_through(checked: tuple[Path, Ended]) -> None:
    _, ended = checked
    assert ended.code == 0, ended.err
    assert ended.misdeeds == ("network: socket.connect ('127.0.0.1', 1)",)[: len(ended.misdeeds)]
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_is_markup_in_the_report(checked: tuple[Path, Ended], language: str) -> None:
    page = (checked[0] / "out" / "latest" / f"report.{language}.html").read_text("utf-8")
    seen = Seen()
    seen.feed(page)
    assert seen.bad == []
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "49" not in "".join(re.findall(r"<td>[^<]{0,4}</td>", page))  # what {{ 7 * 7 }} would have become


def _workbooks(folder: Path) -> Iterator[Path]:
    return folder.rglob("*.xlsx")


def _leading_out(path: Path) -> list[str]:
    """Parts of an Office file that link to something outside it."""
    with zipfile.ZipFile(path) as packed:
        return [n for n in packed.namelist() if n.endswith(".rels") and b'TargetMode="External"' in packed.read(n)]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_no_name_is_a_formula_in_a_workbook(checked: tuple[Path, Ended]) -> None:
    books = sorted(_workbooks(checked[0] / "out"))
    assert len(books) >= 2
    for path in books:
        book = openpyxl.load_workbook(path)
        formulas = [
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]  # fmt: skip
        assert not [f for f in formulas if "HYPERLINK(" in f or "cmd" in f or "127.0.0.1" in f], path
        assert _leading_out(path) == [], path


def test_no_name_is_a_formula_in_a_list(checked: tuple[Path, Ended]) -> None:
    lists = sorted((checked[0] / "out").rglob("*.csv"))
    assert run(["lineage-export", ".", "--format", "csv", "--out", "lineage"], checked[0]).code == 0
    lists += sorted((checked[0] / "lineage").glob("*.csv"))
    assert len(lists) >= 3
    for path in lists:
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in "=+@\t\r" and cell[:1]], path


def test_slides_lead_nowhere(checked: tuple[Path, Ended]) -> None:
    for path in (checked[0] / "out").rglob("*.pptx"):
        assert _leading_out(path) == [], path


def test_a_secret_is_in_no_file_and_in_nothing_that_was_said(checked: tuple[Path, Ended]) -> None:
    folder, ended = checked
    assert SECRET not in ended.out + ended.err and "gone" in ended.out + ended.err + _result(folder)
    for path in folder.parent.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


def test_a_hostile_database_file_reads_no_other(checked: tuple[Path, Ended]) -> None:
    folder, _ = checked
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "d.duckdb":
            assert b"CANARY-4711" not in path.read_bytes(), path


def _result(folder: Path) -> str:
    return (folder / "out" / "latest" / "result.json").read_text("utf-8")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "＝1", "＠x"])
def test_a_text_that_begins_a_formula_is_made_inert(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "1", "名称", "'x"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize("run_id", ["../../evil", "/tmp/evil", ".hidden", "a/b", "", "x" * 101])
def test_a_run_that_would_lie_elsewhere_is_refused(checked: tuple[Path, Ended], tmp_path: Path, run_id: str) -> None:
    import json

    from assess.model.errors import BadInput
    from assess.store.runs import load_result

    told = json.loads(_result(checked[0]))
    told["run"]["id"] = run_id
    (tmp_path / "result.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(BadInput, match=r"run\.id"):
        load_result(tmp_path)


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/../../x"])
def test_no_file_of_a_run_is_written_outside_its_folder(tmp_path: Path, name: str) -> None:
    from assess.model.errors import BadInput
    from assess.store.whole_files import write_files

    with pytest.raises(BadInput, match="leads out of"):
        write_files(tmp_path / "run", {name: b"x"})
    assert not (tmp_path / "x").exists()


def test_a_page_fetches_nothing_whatever_stands_in_it(tmp_path: Path) -> None:
    from assess.report.sheets import lay_out

    (tmp_path / "secret.txt").write_text("CANARY-4711")
    asked = [f"file://{tmp_path}/secret.txt", "http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "ftp://127.0.0.1:9/x",
             "//127.0.0.1:9/x", f"{tmp_path}/secret.txt", "data:text/html,<b>x"]  # fmt: skip
    body = "".join(
        f'<img src="{a}"><object data="{a}"></object><div style="background:url({a})">x</div>'
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{a}" width="5" height="5"/></svg>'
        for a in asked
    )
    head = "".join(f'<link rel="stylesheet" href="{a}"><link rel="attachment" href="{a}">' for a in asked)
    head += f"<style>@import url({asked[0]}); @font-face {{font-family: x; src: url({asked[1]})}}</style>"
    document = lay_out(f"<html><head>{head}</head><body>{body}</body></html>")
    assert b"CANARY-4711" not in document.write_pdf(uncompressed_pdf=True)
