"""Take the README's pictures from a finished sample company: `python -m scripts.take_pictures demo`.

Needs poppler's pdftoppm and Chromium, as the tests do.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PORT = 8599
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main(folder: Path) -> None:
    """The answer page of each PDF and the findings screen in each language, as PNG."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        report = folder / "out" / "latest" / f"report.{language}.pdf"
        target = PICTURES / f"answer.{language}"
        subprocess.run(
            ["pdftoppm", "-r", "80", "-png", "-f", "2", "-l", "2", "-singlefile", report, target], check=True
        )
    server = subprocess.Popen([sys.executable, "-m", "assess", "app", str(folder), "--port", str(PORT)])
    try:
        _wait(f"http://127.0.0.1:{PORT}/")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for language in ("zh", "en"):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"http://127.0.0.1:{PORT}/findings?lang={language}")
                page.get_by_text("RT-001").first.wait_for(timeout=60_000)
                page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for(
                    timeout=60_000
                )
                page.wait_for_load_state("networkidle")
                page.screenshot(path=PICTURES / f"app.{language}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
