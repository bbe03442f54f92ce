"""An engagement small enough to read at a glance, and the app really running beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from screens_seen import Draw, Server, result
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assess.store.runs import RESULT, result_bytes, save_run
from assess.ui.fonts import common_font
from assess.ui.serve import FOLDER_VARIABLE, SCREENS

ENGAGEMENT = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
fictional: true
departments:
  - id: sales
    name: {zh: 销售部, en: Sales}
    owner: 王芳
  - id: finance
    name: {zh: 财务部, en: Finance}
sources:
  - id: catalogue
    department: sales
    kind: catalog
    path: catalogue.csv
prices:
  storage_per_tb_year: {low: 1000, base: 2000, high: 3000}
"""
CATALOGUE = "department,source,schema,table,column,position,type,comment\n" + "".join(
    f"{department},shop,{department},orders,{column},{position},{kind},\n"
    for department in ("sales", "finance")
    for position, (column, kind) in enumerate([("order_id", "bigint"), ("member_id", "bigint"), ("paid", "decimal")], 1)
)


@pytest.fixture
def engagement(tmp_path: Path) -> Path:
    """The folder of an engagement that loads without an error."""
    return written(tmp_path / "yunling")


@pytest.fixture(scope="module")
def sample(sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company with a check-up, for one module to change as it likes."""
    folder = tmp_path_factory.mktemp("sample") / "company"
    shutil.copytree(sample_checked, folder, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The engagement that the running server shows."""
    return written(tmp_path_factory.mktemp("served") / "yunling")


def written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "engagement.yaml").write_text(ENGAGEMENT, encoding="utf-8")
    (folder / "catalogue.csv").write_text(CATALOGUE, encoding="utf-8")
    return folder


@pytest.fixture
def checked(engagement: Path) -> Path:
    """The same with a check-up in `out/latest`."""
    save_run(engagement, "20261122T090000Z-00000000", {RESULT: result_bytes(result()), "report.zh.pdf": b"%PDF-1.7"})
    return engagement


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """`draw(folder, "findings", lang="zh")`: the page as a visitor of that address gets it."""

    def page(folder: Path | None, path: str = "", **query: str) -> AppTest:
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder or ""))
        app = AppTest.from_file(SCREENS, default_timeout=60)
        if path:
            app._page_hash = calc_hash(path)  # AppTest has no public way to a page that is a function
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return page


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of this test session in which the font is cut already."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        common_font()
    return cache


@pytest.fixture(scope="session")
def server(served: Path, font_cache: Path) -> Iterator[Server]:
    """The app on a port of its own."""
    running = Server(served, font_cache)
    yield running
    running.kill()
