"""A team's server for the tests of stores: a real PostgreSQL named in the environment, as on the server itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assess.store.engines import server_engine
from assess.store.place_of import DATABASE, server_url


@pytest.fixture
def on_server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of the database in which every engagement of this test lies; its connections are closed at the end."""
    monkeypatch.setenv(DATABASE, postgres_url)
    yield postgres_url
    server_engine(server_url({DATABASE: postgres_url}), os.getpid()).dispose()


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of two engagements of one root."""
    folders = tmp_path / "dairy", tmp_path / "bank"
    for folder in folders:
        folder.mkdir()
    return folders
