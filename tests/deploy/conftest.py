"""A real nginx with the committed configuration before two processes of the app, their database and a provider."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.server.house import free_port, house
from tests.deploy.site_seen import Site, certificate, configuration

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program; the test is skipped where it is not installed."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    return NGINX


@pytest.fixture(scope="module")
def site(nginx: str, sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The proxy and what is behind it, at addresses of this machine."""
    root = tmp_path_factory.mktemp("site")
    tls, plain, first, second = (free_port() for _ in range(4))
    certificate(root)
    written = configuration(root, tls, plain, (first, second))
    url = f"https://localhost:{tls}"
    with house(root, sample_checked, ["consultant"], url, (first, second)) as behind, (root / "said").open("w") as said:
        process = subprocess.Popen(
            [nginx, "-e", "stderr", "-p", str(root), "-c", str(written), "-g", "daemon off;"], stderr=said
        )
        try:
            for _ in range(300):
                if (root / "nginx.pid").exists() or process.poll() is not None:
                    break
                time.sleep(0.1)
            assert process.poll() is None, (root / "said").read_text()
            yield Site(
                url, ssl.create_default_context(cafile=root / "tls_certificate"), f"http://localhost:{plain}", behind
            )
        finally:
            process.terminate()
            process.wait(30)
