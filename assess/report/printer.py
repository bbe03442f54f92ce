"""A process of its own that turns one page into a PDF.

WeasyPrint loads while the page is still being composed, and what composing took (charts, tables) is not held
in memory beside the layout. Run as `python -m assess.report.printer`: a line of JSON and the page in, the PDF out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType


class Printer:
    """A printing process, started at once; `with` it, then `pdf` once."""

    def __enter__(self) -> Printer:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        return self

    def pdf(self, page: str, flowing: frozenset[str] = frozenset()) -> bytes:
        """PDF/UA-1 of an HTML page; sections whose ids are `flowing` begin no new sheet."""
        head = json.dumps({"flowing": sorted(flowing)})
        out, told = self._process.communicate(f"{head}\n{page}".encode())
        if self._process.returncode:
            raise RuntimeError(f"the PDF could not be printed:\n{told.decode(errors='replace').strip()}")
        return out

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


def main() -> None:
    """Read the page, print it."""
    import weasyprint  # noqa: F401 - loaded while the page is still composed

    from assess.report.sheets import laid_out

    head, page = sys.stdin.buffer.read().decode().split("\n", 1)
    document = laid_out(page, frozenset(json.loads(head)["flowing"])).document
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))


if __name__ == "__main__":
    main()
