"""On a group of copies: the shared table in three steps, its SQL, and one ZIP; in both languages."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from screens_seen import Draw, shown

from assess.store.copies_file import CopiesFile, copies_of_run
from assess.ui.copies_unify import zipped

CHINESE_TITLE, ENGLISH_TITLE = "共享表长什么样", "What the shared table looks like"


def wide_group(folder: Path) -> str:
    """The group of the eight tables of member orders."""
    path = copies_of_run(folder)
    assert path is not None
    index = CopiesFile(path).index
    return str(index.loc[index["members"].map(len).idxmax(), "id"]) if len(index) else ""


@pytest.mark.parametrize(("language", "title"), [("zh", CHINESE_TITLE), ("en", ENGLISH_TITLE)])
def test_a_group_shows_its_shared_table_and_every_file(sample: Path, draw: Draw, language: str, title: str) -> None:
    group = wide_group(sample)
    app = draw(sample, "copies", lang=language, group=group)
    assert not app.exception
    assert title in [one.value for one in app.subheader]
    files = next(one for one in app.selectbox if one.key == f"sql {group} {language}")
    folder = sample / "out" / "latest" / "unify" / group
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*.sql")}
    assert len(files.options) == len(on_disk) > 15
    for option in files.options[:4]:
        app = next(one for one in app.selectbox if one.key == f"sql {group} {language}").select(option).run()
        assert not app.exception
    assert "dwd_member_order_wide_shared" in shown(app)


def test_a_group_without_a_plan_gets_one_at_the_press_of_a_button(sample: Path, draw: Draw) -> None:
    group = wide_group(sample)
    folder = sample / "out" / "latest" / "unify" / group
    shutil.rmtree(folder)
    app = draw(sample, "copies", lang="en", group=group)
    app = next(one for one in app.button if one.key == f"unify {group}").click().run(timeout=60)
    assert not app.exception
    assert (folder / "plan.json").is_file()
    assert [one.key for one in app.selectbox if one.key == f"sql {group} en"]


def test_the_zip_has_every_file_and_the_same_bytes_each_time(sample: Path) -> None:
    group = wide_group(sample)
    folder = sample / "out" / "latest" / "unify" / group
    made = zipped(folder, group)
    assert made == zipped(folder, group)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert sorted(names) == sorted(f"{group}/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*.*")
                                   if p.is_file())  # fmt: skip
