"""How long a report takes from result.json, beside WeasyPrint alone on the same HTML: the ratio is what matters.

Ours is `assess report DIR --lang L --formats pdf` from a cold start: reading the result, drawing the charts,
composing, laying out (with repairs of nearly empty sheets), writing. The peer is a process that only lays out and
writes the page we composed, with its fonts already cut. They take turns, so that a busy machine is busy for both; the
median of the ratios of the turns is told, with the largest memory any one process took.

    python -m benchmarks.report.speed [DIR] [--turns N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from assess.report.fonts import characters, faces
from assess.report.lineage.atlas import atlas_of
from assess.report.pdf import flowing_of, paper_page
from assess.report.sheets import laid_out
from assess.report.view import view
from assess.store.lineage_file import LineageFile
from assess.store.run_names import LINEAGE
from assess.store.runs import load_result

BARE = """
import sys
from pathlib import Path
from assess.report.sheets import lay_out
page = Path(sys.argv[1])
cut = {weight: page.with_suffix(f".{weight}").read_bytes() for weight in (400, 600)}
sys.stdout.buffer.write(lay_out(page.read_text("utf-8"), cut).write_pdf(pdf_variant="pdf/ua-1"))
"""


def main() -> None:
    """Print a line for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="an engagement with a run; the sample is made without it")
    parser.add_argument("--turns", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or _sample(Path(scratch) / "sample")
        print(f"{'':3} {'pages':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'peak MB':>8}")
        for language in ("zh", "en"):
            page = Path(scratch) / f"{language}.html"
            with ProcessPoolExecutor(1, get_context("spawn")) as other:  # a child is born with its parent's peak
                pages = other.submit(_final_page, folder, language, page).result()
            turns = [(_ours(folder, language), _bare(page)) for _ in range(given.turns)]
            ours, bare = (statistics.median(t[i][0] for t in turns) for i in (0, 1))
            ratio = statistics.median(a[0] / b[0] for a, b in turns)
            peak = max(a[1] for a, _ in turns)
            print(f"{language:3} {pages:6} {ours:8.2f} {bare:8.2f} {ratio:6.2f} {peak:8.0f}")


def _sample(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "assess.cli", "demo", str(folder)], check=True, capture_output=True)
    return folder


def _final_page(folder: Path, language: str, path: Path) -> int:
    """Write the HTML as it is finally laid out, with the breaks that were mended; how many pages it has."""
    result = load_result(folder)
    kept = folder / "out" / result.run.id / LINEAGE
    report = view(result, language, atlas_of(LineageFile(kept)) if kept.is_file() else None)
    page = paper_page(report)
    document, final = laid_out(page, flowing_of(report))
    path.write_text(final, "utf-8")
    for weight, face in faces(characters(final)).items():
        path.with_suffix(f".{weight}").write_bytes(face)
    return len(document.pages)


def _ours(folder: Path, language: str) -> tuple[float, float]:
    return _timed([sys.executable, "-m", "assess.cli", "report", str(folder), "--lang", language, "--formats", "pdf"])


def _bare(page: Path) -> tuple[float, float]:
    return _timed([sys.executable, "-c", BARE, str(page)])


def _timed(command: list[str]) -> tuple[float, float]:
    """Seconds, and the largest memory of the process or one of its children in MB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:6])} ended with {process.returncode}")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
