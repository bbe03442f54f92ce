"""A provider that really issues tokens, a server with two tenants, and people to log in with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import server_seen as written
from playwright.sync_api import Page
from server_seen import WAIT, Team, log_in

from benchmarks.server.house import answers, free_port


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The address of an OpenID provider on loopback, in a process of its own."""
    port = free_port()
    people = [
        part for who, claims in written.PEOPLE.items() for part in ("--user-claims", json.dumps({"sub": who} | claims))
    ]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answers(f"http://localhost:{port}/.well-known/openid-configuration", process)
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait(30)


@pytest.fixture(scope="session")
def known(browser: Any, team: Team) -> Callable[[str], Any]:
    """`known("owner")`: the cookies of their one login at the provider, for a browser context (`storage_state`)."""

    @cache
    def logged_in(who: str) -> Any:
        context = browser.new_context(locale="en-GB")
        log_in(context.new_page(), team, who)
        kept = context.storage_state()
        context.close()
        return kept

    return logged_in


@pytest.fixture
def seen_by(browser: Any, known: Callable[[str], Any]) -> Iterator[Callable[[str], Page]]:
    """`seen_by("owner")`: a page of a browser of its own, logged in as them."""
    opened = []

    def page(who: str) -> Page:
        opened.append(browser.new_context(locale="en-GB", storage_state=known(who)))
        opened[-1].set_default_timeout(WAIT)
        made: Page = opened[-1].new_page()
        return made

    yield page
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def team(provider: str, sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """`assess app --server server.yaml` with the tenants yunling and other."""
    root = tmp_path_factory.mktemp("team")
    for tenant in ("yunling", "other"):
        shutil.copytree(sample_checked, root / "engagements" / tenant, symlinks=True)
    settings = root / "engagements" / "other" / "engagement.yaml"
    settings.write_text(settings.read_text("utf-8").replace("Yunling", "Otherly").replace("云岭", "他山"), "utf-8")
    port = free_port()
    url = f"http://localhost:{port}"
    file = written.server_yaml(root, url, provider)
    log = root / "stderr"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "assess.cli", "app", "--server", str(file), "--port", str(port)],
            env=os.environ | {"ASSESS_OIDC_CLIENT_SECRET": "s", "XDG_CACHE_HOME": str(root / "cache")},
            stdout=stderr, stderr=stderr,
        )  # fmt: skip
        try:
            answers(f"{url}/_stcore/health", process)
            yield Team(url, file, log)
        finally:
            process.kill()
            process.wait(30)
