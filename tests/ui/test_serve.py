"""How the app starts, and what it refuses."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from assess.model.errors import BadInput
from assess.store.resources import resource
from assess.ui.fonts import common_file
from assess.ui.serve import SCREENS, serve, settings


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.com", "::", ""])
def test_the_app_refuses_to_be_seen_by_other_machines(host: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="says who may log in") as refused:
        serve(tmp_path, host)
    assert len(refused.value.problems) == 1


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="is a file"):
        serve(tmp_path / "file")


def test_nothing_is_sent_and_nothing_is_open_to_others() -> None:
    options = settings()
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["server.enableAgentApi"] is False
    assert settings("0.0.0.0")["logger.hideWelcomeMessage"] is True  # whose text asks the internet for our address
    assert all(face["url"].startswith("/fonts/") for face in options["theme.fontFaces"])


def test_streamlit_run_finds_the_same_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    common_file().parent.mkdir()
    common_file().write_bytes(b"cut already")
    entry = resource("app.py")
    assert discover_asgi_app(entry).app_name == "app"
    assert len(entry.read_text(encoding="utf-8").splitlines()) < 60
    assert runpy.run_path(str(entry))["app"].script_path == SCREENS
