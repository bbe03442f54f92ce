"""Tables that no catalogue holds, named in several ways."""

from __future__ import annotations

from pathlib import Path

from assess.collect.lineage.spelling import one_spelling
from assess.collect.sql_file import read_scripts
from assess.model.evidence import Evidence


def edges(
    folder: Path, *texts: str, tables: tuple[str, ...] = (), sources: tuple[str, ...] = ()
) -> set[tuple[str, str]]:
    found = Evidence.of({"tables": [{"table_id": t} for t in tables]})
    for n, text in enumerate(texts):
        (folder / f"{n}.sql").write_text(text)
        source = sources[n] if sources else "etl"
        found = found.plus(read_scripts([folder / f"{n}.sql"], "bigquery", source=source, root=folder))
    rows = one_spelling(found).edges
    return set(zip(rows["upstream"], rows["downstream"], strict=True))


def test_case_and_project_make_no_other_table(tmp_path: Path) -> None:
    found = edges(tmp_path, "CREATE TABLE p.dw.a AS SELECT 1 FROM s.x", "CREATE TABLE dw.b AS SELECT 1 FROM DW.A",
                  "CREATE TABLE dw.c AS SELECT 1 FROM p.dw.b")  # fmt: skip
    assert found == {("s.x", "p.dw.a"), ("p.dw.a", "dw.b"), ("dw.b", "dw.c")}


def test_two_tables_that_could_be_meant_stay_apart(tmp_path: Path) -> None:
    found = edges(tmp_path, "CREATE TABLE p.dw.a AS SELECT 1 FROM s.x; CREATE TABLE q.dw.a AS SELECT 1 FROM s.x",
                  "CREATE TABLE dw.b AS SELECT 1 FROM dw.a")  # fmt: skip
    assert ("dw.a", "dw.b") in found


def test_a_bare_name_is_looked_for_in_its_own_source_only(tmp_path: Path) -> None:
    texts = ("CREATE TABLE dw.a AS SELECT 1 FROM s.x", "CREATE TABLE dw.b AS SELECT 1 FROM a")
    assert ("dw.a", "dw.b") in edges(tmp_path, *texts)
    assert ("a", "dw.b") in edges(tmp_path, *texts, sources=("one", "two"))


def test_a_table_of_the_catalogue_keeps_its_id(tmp_path: Path) -> None:
    found = edges(tmp_path, "CREATE TABLE p.dw.a AS SELECT 1 FROM s.x", "CREATE TABLE dw.b AS SELECT 1 FROM dw.a",
                  tables=("dw.a",))  # fmt: skip
    assert ("dw.a", "dw.b") in found
