"""A slide while it is written: its title, texts, tables and native charts, with alternative texts and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from assess.report.parts import Cell
from assess.report.pptx.marks import bare_value_axis, describe, mark, places_of, plain_style, rule, unbulleted
from assess.report.pptx.template import Layouts, title_box
from assess.report.pptx.texts import lines, tidy

Box = tuple[float, float, float, float]  # left, top, width, height in EMU
POINT = 12700


@dataclass
class Deck:
    """The presentation, its layouts, and the free room under a title."""

    deck: Any
    layouts: Layouts
    language: str

    @property
    def room(self) -> Box:
        box = title_box(self.layouts.plain) or (500000, 300000, self.deck.slide_width - 1000000, 900000)
        left, top, width, height = box
        quiet = [p.top for p in self.layouts.plain.placeholders if p.placeholder_format.type.name == "SLIDE_NUMBER"]
        foot = min((t for t in quiet if t is not None and t > self.deck.slide_height // 2),
                   default=self.deck.slide_height - 400000)  # fmt: skip
        start = top + height + 120000
        return (left, start, width, max(1000000, foot - start - 80000))

    def slide(self, title: str, notes: str, text: bool = False) -> Canvas:
        """A slide with its sentence and, in the notes, the ids behind it."""
        layout = self.layouts.text if text else self.layouts.plain
        slide = self.deck.slides.add_slide(layout)
        canvas = Canvas(self, slide)
        canvas.title(title)
        slide.notes_slide.notes_text_frame.text = tidy(notes)
        for shape in list(slide.placeholders):
            if shape != slide.shapes.title and not (text and canvas.body() is shape):
                shape._element.getparent().remove(shape._element)
        return canvas


@dataclass
class Canvas:
    """One slide; boxes are (left, top, width, height) in EMU."""

    deck: Deck
    slide: Any

    def title(self, text: str) -> None:
        """The slide's sentence in its placeholder, smaller where it would take more than two lines."""
        shape = self.slide.shapes.title
        shape.text_frame.text = tidy(text)
        box = title_box(self.deck.layouts.plain)
        width = (box[2] if box else self.deck.deck.slide_width * 0.8) / POINT - 16
        size = next((s for s in (24, 22, 20, 18, 16) if lines(text, width, s) <= 2), 14)
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)

    def body(self) -> Any:
        """The layout's own text placeholder, if it has one."""
        for shape in self.slide.placeholders:
            if shape.placeholder_format.type.name in ("BODY", "OBJECT"):
                return shape
        return None

    def text(self, box: Box, paragraphs: Sequence[tuple[str, float, str]], name: str = "") -> Any:
        """Paragraphs of (text, points, tone): ink, muted, accent or bold."""
        shape = self.slide.shapes.add_textbox(*(Emu(int(v)) for v in box))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for n, (text, size, tone) in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = tidy(text)
            run.font.size = Pt(size)
            run.font.bold = tone == "bold"
            run.font.color.theme_color = _TONES.get(tone, MSO_THEME_COLOR.TEXT_1)
            paragraph.space_after = Pt(size * 0.4)
            paragraph.line_spacing = 1.15
        if name:
            shape.name = name
        return shape

    def bullets(self, texts: Sequence[str], size: float = 18, numbered: bool = False) -> None:
        """The layout's text placeholder, or a box in its place, one paragraph a text."""
        shown = [f"{n}. {t}" if numbered else t for n, t in enumerate(texts, 1)]
        body = self.body()
        if body is None:
            self.text(self.deck.room, [(t, size, "ink") for t in shown])
            return
        frame = body.text_frame
        body.left, body.top, body.width, body.height = (Emu(v) for v in self.deck.room)
        for n, text in enumerate(shown):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            paragraph.text = tidy(text)
            paragraph.space_after = Pt(size * 0.6)
            unbulleted(paragraph)
            for run in paragraph.runs:
                run.font.size = Pt(size)

    def table(
        self, box: Box, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]], widths: Sequence[float], alt: str,
        size: float = 11, fills: Sequence[Sequence[str | None]] | None = None, right: Sequence[int] = (),
    ) -> Any:  # fmt: skip
        """A native table; `fills` are #RRGGBB of the cells or None, `right` the columns of numbers."""
        left, top, width, height = box
        row = min(int(height / (len(rows) + 1)), int(size * 3.1 * POINT))
        frame = self.slide.shapes.add_table(
            len(rows) + 1, len(heads), Emu(left), Emu(top), Emu(width), Emu(row * (len(rows) + 1))
        )
        table = frame.table
        plain_style(table)
        for column, share in enumerate(widths):
            table.columns[column].width = Emu(int(width * share / sum(widths)))
        for n, cells in enumerate([heads, *rows]):
            table.rows[n].height = Emu(row)
            for column, value in enumerate(cells):
                colour = fills[n - 1][column] if fills and n else None
                self._cell(table.cell(n, column), value, size, n == 0, column in right, colour)
        describe(frame, alt)
        return frame

    def _cell(self, cell: Any, value: Cell, size: float, head: bool, right: bool, colour: str | None) -> None:
        from assess.report.tokens import text_on

        cell.margin_left = cell.margin_right = Emu(50000)
        cell.margin_top = cell.margin_bottom = Emu(15000)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = tidy(value)
        run.font.size = Pt(size)
        run.font.bold = head
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2 if head else MSO_THEME_COLOR.TEXT_1
        paragraph.alignment = PP_ALIGN.CENTER if colour else PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        if colour:
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(colour[1:])
            run.font.color.rgb = RGBColor.from_string(text_on(colour)[1:])
        else:
            cell.fill.background()
        rule(cell, head)

    def waterfall(self, box: Box, names: Sequence[str], bases: Sequence[float], tops: Sequence[float],
                  labels: Sequence[str], tones: Sequence[str], alt: str) -> None:  # fmt: skip
        """A native stacked column chart whose lower part is invisible."""
        data = CategoryChartData()
        data.categories = list(names)
        data.add_series("base", bases)
        data.add_series("value", tops)
        data.add_series("label", [max(tops) * 0.1] * len(tops))  # unseen; carries the number over its bar
        chart = self._chart(XL_CHART_TYPE.COLUMN_STACKED, box, data, alt)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 45, 100
        plot.series[0].format.fill.background()
        plot.series[2].format.fill.background()
        bare_value_axis(chart)
        for n, (text, tone) in enumerate(zip(labels, tones, strict=True)):
            point = plot.series[1].points[n]
            point.format.fill.solid()
            point.format.fill.fore_color.theme_color = _BARS[tone]
            mark(plot.series[2].points[n], text, XL_LABEL_POSITION.INSIDE_BASE, 13)

    def bars(self, box: Box, names: Sequence[str], values: Sequence[float], labels: Sequence[str], alt: str) -> None:
        """A native bar chart, the first name on top, values at the bars."""
        data = CategoryChartData()
        data.categories = list(names)
        data.add_series("value", values)
        chart = self._chart(XL_CHART_TYPE.BAR_CLUSTERED, box, data, alt)
        chart.category_axis.reverse_order = True
        plot = chart.plots[0]
        plot.gap_width = 55
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
        bare_value_axis(chart)
        chart.value_axis.maximum_scale = max(values) * 1.25 if max(values) > 0 else 1
        for n, text in enumerate(labels):
            mark(plot.series[0].points[n], text, XL_LABEL_POSITION.OUTSIDE_END)

    def dots(self, box: Box, points: Sequence[tuple[str, float, float, bool]], axes: tuple[str, str], alt: str) -> None:
        """A native XY chart of (name, x, y, lead)."""
        data = XyChartData()
        for lead in (False, True):
            chosen = [p for p in points if p[3] is lead]
            if chosen:
                series = data.add_series("lead" if lead else "items")
                for _, x, y, _ in chosen:
                    series.add_data_point(x, y)
        chart = self._chart(XL_CHART_TYPE.XY_SCATTER, box, data, alt)
        places = places_of(points)
        named = [[p for p in points if p[3] is lead] for lead in (False, True)]
        for series, chosen in zip(chart.plots[0].series, [c for c in named if c], strict=True):
            series.format.line.fill.background()
            series.marker.style, series.marker.size = 8, 11  # circle
            series.marker.format.fill.solid()
            lead = chosen[0][3]
            series.marker.format.fill.fore_color.theme_color = (
                MSO_THEME_COLOR.ACCENT_1 if lead else MSO_THEME_COLOR.ACCENT_5
            )
            series.marker.format.line.fill.background()
            for n, (name, *_) in enumerate(chosen):
                mark(series.points[n], name, places[name])
        for axis, name in ((chart.category_axis, axes[0]), (chart.value_axis, axes[1])):
            axis.has_major_gridlines = False
            axis.minimum_scale = 0
            axis.tick_labels.font.size = Pt(11)
            axis.has_title = True
            axis.axis_title.text_frame.text = name
            for run in axis.axis_title.text_frame.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(11), False

    def _chart(self, kind: Any, box: Box, data: Any, alt: str) -> Any:
        frame = self.slide.shapes.add_chart(kind, *(Emu(int(v)) for v in box), data)
        describe(frame, alt)
        chart = frame.chart
        chart.has_legend, chart.has_title = False, False
        chart.font.size = Pt(12)
        return chart

    def bar(self, box: Box, tone: str, text: str) -> None:
        """A flat rectangle, for a plan's months."""
        shape = self.slide.shapes.add_shape(1, *(Emu(int(v)) for v in box))
        shape.fill.solid()
        shape.fill.fore_color.theme_color = _BARS[tone]
        shape.line.fill.background()
        shape.shadow.inherit = False
        describe(shape, text)


_TONES = {"muted": MSO_THEME_COLOR.TEXT_2, "accent": MSO_THEME_COLOR.ACCENT_1}
_BARS = {
    "total": MSO_THEME_COLOR.TEXT_1, "saving": MSO_THEME_COLOR.ACCENT_1, "cost": MSO_THEME_COLOR.ACCENT_2,
    "diagnose": MSO_THEME_COLOR.TEXT_2, "treat": MSO_THEME_COLOR.ACCENT_1, "operate": MSO_THEME_COLOR.ACCENT_5,
    "quiet": MSO_THEME_COLOR.BACKGROUND_2,
}  # fmt: skip
