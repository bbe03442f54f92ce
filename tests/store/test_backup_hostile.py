"""A backup that is damaged, cut short or made to do harm: one sentence, and nothing is there."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assess.model.errors import BadInput
from assess.store.audit import read_audit
from assess.store.backup.manifest import inside
from assess.store.backup.restore import restore
from assess.store.backup.take import back_up
from assess.store.decisions import read_decisions
from assess.store.starter import write_starter

Members = dict[str, bytes]
Manifest = dict[str, Any]


@pytest.fixture
def good(tmp_path: Path, fill: Callable[[Path], str]) -> Path:
    """A backup that is whole."""
    folder = tmp_path / "dairy"
    write_starter(folder, "Dairy", "Dairy")
    (folder / "evidence.duckdb").write_bytes(random.Random(7).randbytes(20_000))
    fill(folder)
    return back_up(folder, tmp_path / "good.zip").path


def rewritten(good: Path, change: Callable[[Manifest, Members], object], name: str = "bad.zip") -> Path:
    """The backup after `change`, with sums that are right: as somebody writes it who means harm."""
    with zipfile.ZipFile(good) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    for file in manifest["files"]:
        content = members.get(file["name"])
        if content is not None and file.pop("as_it_says", None) is None:
            file |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    bad = good.with_name(name)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(one, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return bad


def refused(file: Path, said: str = "") -> None:
    """One sentence that names the file, and nothing beside it."""
    into = file.parent / "again"
    before = sorted(path.name for path in file.parent.iterdir())
    with pytest.raises(BadInput, match=said or None) as told:
        restore(file, into)
    assert str(file) in str(told.value) and "\n" not in str(told.value)
    assert sorted(path.name for path in file.parent.iterdir()) == before


def _add(name: str, content: bytes = b"x", **more: Any) -> Callable[[Manifest, Members], None]:
    def change(manifest: Manifest, members: Members) -> None:
        members[name] = content
        manifest["files"].append({"name": name, "size": 0, "sha256": "0" * 64, **more})

    return change


@pytest.mark.parametrize(
    "name",
    [
        "../outside", "dairy/files/../../outside", "/tmp/outside", "dairy/files//outside", "dairy/files/./outside",
        "dairy\\files\\outside", "C:/outside", "dairy/files/out\x00side", "dairy/files/out\nside", "dairy/outside",
        "bank/files/outside", "dairy/files/..",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(good: Path, name: str) -> None:
    refused(rewritten(good, _add(name)))


@pytest.mark.parametrize(
    "links",
    [
        {"out": "/etc"}, {"out": ".."}, {"a/b": "../.."}, {"a": "b/../../.."}, {"../a": "b"}, {"a": "b", "a/c": "../d"},
        {"a": ""}, {"a": "b\\..\\..\\c"}, {"a/b/c": "../../../x"},
    ],
)  # fmt: skip
def test_no_link_leads_out_of_the_folder(good: Path, links: dict[str, str]) -> None:
    refused(rewritten(good, lambda manifest, _: manifest["engagements"][0].update(links=links)), "manifest")


@pytest.mark.parametrize(
    ("name", "target", "stays"),
    [("out/latest", "run-1", True), ("out/latest", "../x", True), ("latest", "..", False), ("a", "b/..", False)],
)
def test_links_may_lead_to_what_is_beside_them(name: str, target: str, stays: bool) -> None:
    assert inside(name, target) is stays


@pytest.mark.parametrize("name", ["..", "a/b", "/a", "", ".", "a\\b"])
def test_no_engagement_is_called_what_leads_elsewhere(good: Path, name: str) -> None:
    refused(rewritten(good, lambda manifest, _: manifest["engagements"][0].update(name=name)), "manifest")


def _lies(size: int) -> Callable[[Manifest, Members], None]:
    def change(manifest: Manifest, members: Members) -> None:
        members["dairy/files/big"] = b"\0" * 50_000_000
        zeros = hashlib.sha256(b"\0" * min(size, 100)).hexdigest()
        manifest["files"].append({"name": "dairy/files/big", "size": size, "sha256": zeros, "as_it_says": True})

    return change


def test_what_unpacks_to_more_than_it_says_is_read_no_further(good: Path) -> None:
    refused(rewritten(good, _lies(10)), "is damaged: dairy/files/big")


def test_what_says_that_it_is_larger_than_the_disk_is_not_begun(good: Path) -> None:
    refused(rewritten(good, _lies(10**18)), "make room or name another place")


def test_a_file_that_was_changed_is_named(good: Path) -> None:
    def change(manifest: Manifest, members: Members) -> None:
        members["dairy/files/evidence.duckdb"] = b"\0" * 20_000
        next(one for one in manifest["files"] if one["name"].endswith("evidence.duckdb"))["as_it_says"] = True

    refused(rewritten(good, change), "dairy/files/evidence.duckdb is not what was written")


def test_a_row_that_was_changed_is_named(good: Path) -> None:
    def change(manifest: Manifest, members: Members) -> None:
        name = "dairy/rows/answers/decisions.jsonl"
        members[name] = members[name].replace(b"accept", b"reject")
        next(one for one in manifest["files"] if one["name"] == name)["as_it_says"] = True

    refused(rewritten(good, change), r"decisions\.jsonl is not what was written")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b'["number"]\n', "columns of decisions are not those"),
        (b"nothing\n", "a line of decisions is no list"),
        (b"[" * 100_000 + b"\n", "a line of decisions is no list"),
        (b'["number","tables","master","verdict","by","reason","at"]\n[1]\n', "row 1 of decisions has 1 values"),
        (b'["number","tables","master","verdict","by","reason","at"]\n', "has 0 rows of 1"),
        (b'["number","tables","master","verdict","by","reason","at"]\n[1,"","","","","",null]\n', "do not fit"),
        (b'["number","tables","master","verdict","by","reason","at"]\n[1,{},"","","","",""]\n', "do not fit"),
        (b"", "a line of decisions is no list"),
    ],
)
def test_rows_that_do_not_fit_are_told(good: Path, rows: bytes, said: str) -> None:
    refused(rewritten(good, lambda _, members: members.update({"dairy/rows/answers/decisions.jsonl": rows})), said)


def test_a_line_without_an_end_is_read_no_further(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assess.store.backup.archive.MOST_LINE", 1 << 20)
    endless = b"[" + b" " * (3 << 20)
    change = {"dairy/rows/answers/decisions.jsonl": endless}
    refused(rewritten(good, lambda _, members: members.update(change)), r"decisions\.jsonl has no end")


@pytest.mark.parametrize("name", ["alembic_version", "nothing", "sqlite_master"])
def test_rows_go_into_no_other_table(good: Path, name: str) -> None:
    def change(manifest: Manifest, _: Members) -> None:
        manifest["engagements"][0]["rows"][0]["tables"][0]["name"] = name

    refused(rewritten(good, change))


def test_a_database_handed_over_as_a_file_is_not_opened(good: Path, tmp_path: Path) -> None:
    """Rows come from lines that are checked, never from a file of the database that somebody prepared."""
    file = rewritten(good, _add("dairy/files/answers.db", b"SQLite format 3\0 but not one"))
    (made,) = [restore(file, tmp_path / "again")[0]]
    assert len(read_decisions(made)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m, _: m.update(format=2, assess="9.0"), "written by assess 9.0, in a form this version does not know"),
        (lambda m, _: m["engagements"][0]["rows"][0].update(revision="answers_9999"), "by a later version of assess"),
        (lambda m, _: m.update(format="one"), "manifest"),
        (lambda m, _: m.update(engagements=[]), "manifest"),
        (lambda m, _: m.pop("files"), "manifest"),
        (lambda m, _: m["files"].pop(), "manifest|is damaged"),
        (lambda m, _: m["files"].append(m["files"][0]), "names one file twice"),
        (lambda m, _: m["engagements"].append(m["engagements"][0]), "names one engagement twice"),
        (lambda _, members: members.pop("dairy/files/engagement.yaml"), "is damaged"),
        (lambda _, members: members.update({"dairy/files/more": b""}), "is damaged"),
    ],
)
def test_a_manifest_that_does_not_hold_is_refused(
    good: Path, change: Callable[[Manifest, Members], object], said: str
) -> None:
    def safely(manifest: Manifest, members: Members) -> None:
        change(manifest, members)
        manifest.setdefault("files", [])

    refused(rewritten(good, safely), said)


def test_rows_of_an_earlier_revision_become_those_of_this_one(good: Path, tmp_path: Path) -> None:
    def earlier(manifest: Manifest, members: Members) -> None:
        rows = next(rows for rows in manifest["engagements"][0]["rows"] if rows["part"] == "answers")
        rows["revision"] = "answers_0001"
        rows["tables"] = [table for table in rows["tables"] if table["name"] != "audit"]
        del members["dairy/rows/answers/audit.jsonl"]
        manifest["files"] = [one for one in manifest["files"] if not one["name"].endswith("audit.jsonl")]

    (made,) = restore(rewritten(good, earlier), tmp_path / "again")
    assert len(read_decisions(made)) == 1
    assert [entry.action for entry in read_audit(made)] == ["restored"]


def test_an_archive_cut_short_anywhere_is_refused(good: Path) -> None:
    whole, dice = good.read_bytes(), random.Random(3)
    cut = good.with_name("cut.zip")
    for length in (0, 1, 21, *(dice.randrange(len(whole)) for _ in range(40)), len(whole) - 1):
        cut.write_bytes(whole[:length])
        refused(cut)


def test_a_byte_turned_over_anywhere_is_refused_or_changes_nothing(good: Path) -> None:
    """Some bytes of a zip file say nothing, such as a member's date: then what is restored is what it was."""
    whole, dice = good.read_bytes(), random.Random(5)
    bad, into, harmless = good.with_name("turned.zip"), good.with_name("again"), 0
    evidence = (good.parent / "dairy" / "evidence.duckdb").read_bytes()
    for _ in range(60):
        place = dice.randrange(len(whole))
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << dice.randrange(8))]) + whole[place + 1 :])
        try:
            (made,) = restore(bad, into)
        except BadInput as error:
            assert "\n" not in str(error) and not into.exists()
            continue
        harmless += 1
        assert (made / "evidence.duckdb").read_bytes() == evidence and len(read_decisions(made)) == 1
        shutil.rmtree(into)
    assert harmless < 20


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all", b"\0" * 1000])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    refused(tmp_path / "x.zip", "is no whole backup")


def test_another_zip_file_is_no_backup(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("report.pdf", b"x")
    refused(tmp_path / "x.zip", r"holds no manifest\.json")
    with pytest.raises(BadInput, match="is no file"):
        restore(tmp_path, tmp_path / "again")
