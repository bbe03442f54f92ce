"""The report as one HTML file that needs nothing beside it, not even a Chinese font."""

from __future__ import annotations

import base64

from assess.report.fonts import WEIGHTS, characters, compressed, faces
from assess.report.page import write_page
from assess.report.tokens import FAMILY
from assess.report.view import Report


def write_html(report: Report) -> bytes:
    """UTF-8 HTML with styles, charts and the characters it needs of two font weights inside."""
    cut = faces(characters(write_page(report, screen=True)))
    face_css = "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:block;'
        f'src:url("data:font/woff2;base64,{base64.b64encode(compressed(cut[weight])).decode()}") format("woff2")}}\n'
        for weight in WEIGHTS
    )
    return write_page(report, screen=True, face_css=face_css).encode()
