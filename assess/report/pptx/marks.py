"""What python-pptx leaves to XML: hairlines, plain tables, alternative texts, labels of single points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from assess.report.pptx.texts import tidy


def places_of(points: Sequence[tuple[str, float, float, bool]]) -> dict[str, Any]:
    """Where each point's name stands: over it, else right, under or left of it where a neighbour's name is."""
    across, up = max((p[1] for p in points), default=0) or 1, max((p[2] for p in points), default=0) or 1
    taken: list[tuple[float, float]] = []
    found = {}
    spots = {"ABOVE": (0.0, 0.06), "RIGHT": (0.1, 0.0), "BELOW": (0.0, -0.06), "LEFT": (-0.1, 0.0)}
    for name, x, y, _ in points:
        free = [
            (place, (x / across + dx, y / up + dy))
            for place, (dx, dy) in spots.items()
            if (place != "BELOW" or y / up > 0.1)
            and not any(abs(x / across + dx - a) < 0.08 and abs(y / up + dy - b) < 0.05 for a, b in taken)
        ] or [("ABOVE", (x / across, y / up + 0.06))]
        found[name] = getattr(XL_LABEL_POSITION, free[0][0])
        taken += [free[0][1], (x / across, y / up)]
    return found


def mark(point: Any, text: str, position: Any, size: float = 11) -> None:
    told = point.data_label
    told.has_text_frame = True
    told.text_frame.text = text
    told.position = position
    for run in told.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def bare_value_axis(chart: Any) -> None:
    axis = chart.value_axis
    axis.visible, axis.has_major_gridlines, axis.minimum_scale = False, False, 0
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.fill.background()
    chart.category_axis.tick_labels.font.size = Pt(11)


def describe(shape: Any, text: str) -> None:
    """Alternative text of a shape, chart or table."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", tidy(text)[:2000])


def plain_style(table: Any) -> None:
    table.first_row, table.horz_banding = True, False
    table._tbl.tblPr.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    ).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid


def rule(cell: Any, head: bool) -> None:
    """A hairline under the cell, darker under a head."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    properties = cell._tc.get_or_add_tcPr()
    line = etree.Element(f"{{{space}}}lnB", w="12700" if head else "6350")
    fill = etree.SubElement(line, f"{{{space}}}solidFill")
    colour = etree.SubElement(fill, f"{{{space}}}schemeClr", val="tx1" if head else "bg1")
    if not head:
        etree.SubElement(colour, f"{{{space}}}lumMod", val="85000")
    properties.insert(0, line)


def unbulleted(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    for old in properties.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}buNone"):
        properties.remove(old)
    etree.SubElement(properties, "{http://schemas.openxmlformats.org/drawingml/2006/main}buNone")
