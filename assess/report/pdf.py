"""The report as a tagged PDF: no network, no system font, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assess.report.fonts import WEIGHTS, faces
from assess.report.page import characters, write_page
from assess.report.tokens import FAMILY
from assess.report.view import Report

SHELF = "report:"  # the only addresses a report may fetch from: what we put there ourselves
NEARLY_EMPTY = 0.25  # share of the page's height; a page filled less is joined by the next section
MOST_REPAIRS = 2
GAP = 0.06  # share of the page's height between two sections


def write_pdf(report: Report) -> bytes:
    """PDF/UA-1 of the report."""
    written: bytes = laid_out(report).write_pdf(pdf_variant="pdf/ua-1")
    return written


def laid_out(report: Report) -> Any:
    """The report's pages as a WeasyPrint document.

    The large parts begin a page of their own and chapters follow one another; where that leaves
    a page nearly empty, the next part follows on it instead. Mended breaks are tried on proofs
    without the evidence, which is most of the pages and has no breaks to mend.
    """
    flowing = frozenset(f"chapter-{chapter.id}" for chapter in report.chapters) | {"appendix", "method"}
    page = _sheets(report, flowing)
    cut = faces(characters(page))
    document = lay_out(page, cut)
    loose = _after_nearly_empty(document) - flowing
    if not loose:
        return document
    proof = replace(report, appendix=replace(report.appendix, families=(), further=None, inputs=None))
    for _ in range(MOST_REPAIRS):
        flowing |= loose
        loose = _after_nearly_empty(lay_out(_sheets(proof, flowing), cut)) - flowing
        if not loose:
            break
    return lay_out(_sheets(report, flowing), cut)


def _sheets(report: Report, flowing: frozenset[str]) -> str:
    return write_page(report, screen=False, flowing=flowing, face_css=_face_css())


def lay_out(page: str, cut: Mapping[int, bytes] | None = None) -> Any:
    """One HTML page as a WeasyPrint document that can fetch nothing but the report's fonts.

    `cut` are the font files by weight; made for the page's own characters where none are given.
    """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    cut = cut or faces(characters(page))
    shelf = {f"{SHELF}{weight}": cut[weight] for weight in WEIGHTS}

    class Shelf(URLFetcher):  # type: ignore[misc]
        """Gives what is on the shelf and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in shelf:
                raise ValueError(f"a report does not fetch {url}")
            return URLFetcherResponse(url, shelf[url], {"Content-Type": "font/ttf"})

    return HTML(string=page, url_fetcher=Shelf()).render(font_config=FontConfiguration())


def _face_css() -> str:
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{SHELF}{weight}");font-weight:{weight}}}\n' for weight in WEIGHTS
    )


def _after_nearly_empty(document: Any) -> frozenset[str]:
    """Ids of the sections that begin right after a nearly empty page and whose head would fit on it."""
    begun, loose = sections_by_page(document), set()
    for number in range(2, len(begun)):
        used = filled(document.pages[number - 1])
        if begun[number] and used < NEARLY_EMPTY and used + _head(document.pages[number]) < 1:
            loose.add(begun[number][0])
    return frozenset(loose)


def _head(page: Any) -> float:
    """Share of the page that its title and first figure take, which stay together."""
    box = page._page_box
    for part in box.descendants():
        if part.element_tag == "figure":
            return float((part.position_y + part.height - box.content_box_y()) / box.height) + GAP
    return GAP + 0.15


def sections_by_page(document: Any) -> list[list[str]]:
    """For each page, the ids of the sections that begin on it."""
    seen: set[str] = set()
    pages = []
    for page in document.pages:
        begun = [name for name in page.anchors if name in SECTIONS or name.startswith("chapter-")]
        pages.append([name for name in begun if name not in seen])
        seen.update(begun)
    return pages


SECTIONS = ("answer", "reading", "maturity", "savings", "priorities", "health", "roadmap", "work", "appendix", "method")


def filled(page: Any) -> float:
    """Share of a page's height, less its margins, down to which something is printed."""
    box = page._page_box
    top, height = box.content_box_y(), box.height
    lowest = top
    for child in box.children:
        if getattr(child, "element_tag", "") == "html":
            for part in child.descendants():
                if (
                    not hasattr(part, "children")
                    or part.__class__.__name__ == "LineBox"
                    or getattr(part, "is_replaced", False)
                ):
                    lowest = max(lowest, part.position_y + (part.height or 0))
    return float((lowest - top) / height)
