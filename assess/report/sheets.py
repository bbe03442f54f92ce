"""One HTML page laid out on sheets of paper by WeasyPrint: no network, no system font, hardly any empty sheet.

Knows the page as text only, so that the process that prints need not know what a report is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from assess.report.fonts import WEIGHTS, characters, faces
from assess.report.tokens import FAMILY

SHELF = "report:"  # the only addresses a report may fetch from: what we put there ourselves
NEARLY_EMPTY = 0.25  # share of the page's height; a page filled less is joined by the next section
MOST_REPAIRS = 2
GAP = 0.06  # share of the page's height between two sections
_SECTION = re.compile(r'<section class="sheet([^"]*)" id="([^"]+)"')
_EVIDENCE = re.compile(r"<!-- evidence -->.*?<!-- /evidence -->", re.S)


def face_css() -> str:
    """The style sheet's font faces, to be found on the shelf."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{SHELF}{weight}");font-weight:{weight}}}\n' for weight in WEIGHTS
    )


class Sheets(NamedTuple):
    """A laid-out report: the WeasyPrint document, and the page it was made of in the end."""

    document: Any
    page: str


def laid_out(page: str, flowing: frozenset[str] = frozenset()) -> Sheets:
    """The pages of a report; sections whose ids are `flowing` begin no new sheet.

    Where that leaves a sheet nearly empty, the next section follows on it instead. Mended breaks are tried on
    proofs without the evidence, which is most of the sheets and has no breaks to mend.
    """
    cut = faces(characters(page))
    final = _flowed(page, flowing)
    document = lay_out(final, cut)
    loose = _after_nearly_empty(document, page) - flowing
    if not loose:
        return Sheets(document, final)
    del document  # before another is laid out, for the memory
    proof = _EVIDENCE.sub("", page)
    for _ in range(MOST_REPAIRS):
        flowing |= loose
        loose = _after_nearly_empty(lay_out(_flowed(proof, flowing), cut), page) - flowing
        if not loose:
            break
    final = _flowed(page, flowing)
    return Sheets(lay_out(final, cut), final)


def _flowed(page: str, flowing: frozenset[str]) -> str:
    def marked(found: re.Match[str]) -> str:
        return f'<section class="sheet{found[1]}{" flow" * (found[2] in flowing)}" id="{found[2]}"'

    return _SECTION.sub(marked, page)


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
        """Gives what is on the shelf or inside the page and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            if url not in shelf:
                raise ValueError(f"a report does not fetch {url}")
            return URLFetcherResponse(url, shelf[url], {"Content-Type": "font/ttf"})

    return HTML(string=page, url_fetcher=Shelf()).render(font_config=FontConfiguration())


def _after_nearly_empty(document: Any, page: str) -> frozenset[str]:
    """Ids of the sections that begin right after a nearly empty sheet and whose head would fit on it."""
    begun, loose = sections_by_page(document, page), set()
    for number in range(2, len(begun)):
        used = filled(document.pages[number - 1])
        if begun[number] and used < NEARLY_EMPTY and used + _head(document.pages[number]) < 1:
            loose.add(begun[number][0])
    return frozenset(loose)


def _head(page: Any) -> float:
    """Share of the sheet that its title and first figure take, which stay together."""
    box = page._page_box
    for part in box.descendants():
        if part.element_tag == "figure":
            return float((part.position_y + part.height - box.content_box_y()) / box.height) + GAP
    return GAP + 0.15


def sections_by_page(document: Any, page: str) -> list[list[str]]:
    """For each sheet, the ids of the sections of `page` that begin on it."""
    names = {found[2] for found in _SECTION.finditer(page)}
    seen: set[str] = set()
    pages = []
    for sheet in document.pages:
        pages.append([name for name in sheet.anchors if name in names and name not in seen])
        seen.update(pages[-1])
    return pages


def filled(page: Any) -> float:
    """Share of a sheet's height, less its margins, down to which something is printed."""
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
