"""The deck to write into: our own, made by code, or the client's file without its sample slides."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from assess.model.errors import AssessError, BadInput, Problem
from assess.report.pptx.theme import dress, name_east_asian, theme_parts
from assess.store.office_zip import check_office_zip

WIDE = (12192000, 6858000)  # 16:9 in EMU
_POTX = b"presentationml.template.main+xml"
_PPTX = b"presentationml.presentation.main+xml"
_QUIET = ("DATE", "FOOTER", "SLIDE_NUMBER")
_TITLES = ("TITLE", "CENTER_TITLE")


@dataclass(frozen=True, slots=True)
class Layouts:
    """Layouts by what they hold: a cover, a title over free space, a title over one text."""

    cover: Any
    plain: Any
    text: Any


def open_template(path: Path) -> Any:
    """The client's .pptx or .potx as a deck; BadInput where it is none or carries macros."""
    from lxml import etree
    from pptx import Presentation

    if not path.is_file():
        raise BadInput([Problem("--template", f"found {path}, which is no file; give a .pptx or .potx.")])
    try:
        deck = Presentation(BytesIO(_as_presentation(path)))
        for layout in deck.slide_layouts:
            kinds(layout)
        list(deck.slides)
        for part in theme_parts(deck):
            etree.fromstring(part.blob)
    except AssessError:
        raise
    except Exception as error:  # noqa: BLE001 - python-pptx raises whatever odd XML makes its classes raise
        raise BadInput(
            [Problem(str(path), f"cannot be read as a PowerPoint file ({type(error).__name__}); save it as .pptx.")]
        ) from None
    return deck


def _as_presentation(path: Path) -> bytes:
    """The file's bytes, a template declared to be a presentation, which is the only difference."""
    given, data = path.read_bytes(), BytesIO()
    check_office_zip(given, str(path), "a PowerPoint file")
    with zipfile.ZipFile(BytesIO(given)) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        if any(name.endswith("vbaProject.bin") for name in old.namelist()):
            raise BadInput([Problem(str(path), "carries macros; save it as .pptx or .potx without them.")])
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(_POTX, _PPTX)
            new.writestr(entry, content)
    return data.getvalue()


def client_deck(path: Path) -> Any:
    """The client's deck, emptied, with a face for Chinese."""
    deck = open_template(path)
    if layouts_of(deck) is None:
        raise BadInput([Problem(str(path), "has no layout with a title; `assess report --lint-template` says more.")])
    _empty(deck)
    name_east_asian(deck)
    return deck


def _empty(deck: Any) -> None:
    """Take out every slide and the sections that name them."""
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    root = deck.part._element
    for extension in root.findall(".//{http://schemas.openxmlformats.org/presentationml/2006/main}ext"):
        if any(child.tag.endswith("}sectionLst") for child in extension):
            extension.getparent().remove(extension)


def default_deck(language: str, accent: str = "") -> Any:
    """A quiet 16:9 deck of three layouts in our colours and faces, or with the client's accent (#RRGGBB)."""
    from pptx import Presentation
    from pptx.util import Emu, Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDE[0]), Emu(WIDE[1])
    keep = {0, 1, 5}  # cover, title and text, title only
    for number, layout in reversed(list(enumerate(deck.slide_layouts))):
        if number not in keep:
            deck.slide_layouts.remove(layout)
    margin, width = Emu(560000), Emu(WIDE[0] - 1120000)
    master = deck.slide_master
    for shape in [*master.placeholders, *(p for layout in deck.slide_layouts for p in layout.placeholders)]:
        kind = shape.placeholder_format.type.name
        cover = kind in ("CENTER_TITLE", "SUBTITLE")
        if kind in _TITLES:
            top, height = (Emu(2000000), Emu(1300000)) if cover else (Emu(380000), Emu(940000))
        elif kind in _QUIET:
            top, height = Emu(6430000), Emu(260000)
        else:
            top, height = (Emu(3450000), Emu(1100000)) if cover else (Emu(1450000), Emu(4800000))
        shape.left, shape.top, shape.width, shape.height = margin, top, width, height
        if kind == "SLIDE_NUMBER":
            shape.left, shape.width = Emu(WIDE[0] - 1560000), Emu(1000000)
        if kind in _TITLES or kind == "SUBTITLE":
            frame = shape.text_frame
            frame.word_wrap = True
            for paragraph in frame.paragraphs:
                paragraph.font.size = Pt(32 if kind == "CENTER_TITLE" else 16 if kind == "SUBTITLE" else 24)
    _left(deck)
    _field(deck.slide_layouts[0])
    dress(deck, language, accent)
    return deck


def _field(cover: Any) -> None:
    """The cover is one field of the accent, with its words in the colour of the paper."""
    from pptx.enum.dml import MSO_THEME_COLOR

    cover.background.fill.solid()
    cover.background.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for shape in cover.placeholders:
        if shape.placeholder_format.type.name not in ("CENTER_TITLE", "SUBTITLE"):
            continue
        style = shape.text_frame._txBody.find(f"{space}lstStyle")
        level = style.find(f"{space}lvl1pPr")
        level = level if level is not None else style.makeelement(f"{space}lvl1pPr", {})
        if level.getparent() is None:
            style.insert(0, level)
        level.set("algn", "l")
        words = level.find(f"{space}defRPr")
        words = words if words is not None else level.makeelement(f"{space}defRPr", {})
        if words.getparent() is None:
            level.append(words)
        for old in words.findall(f"{space}solidFill"):
            words.remove(old)
        fill = words.makeelement(f"{space}solidFill", {})
        fill.append(fill.makeelement(f"{space}schemeClr", {"val": "bg1"}))
        words.insert(0, fill)


def _left(deck: Any) -> None:
    """Titles stand left and at the bottom of their box, in the sizes of the sketches."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    styles = deck.slide_master._element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}txStyles")
    for style in list(styles)[:2]:
        for level in style:
            level.set("algn", "l")
            run = level.find(f"{space}defRPr")
            if run is not None and style.tag.endswith("titleStyle"):
                run.set("sz", "2400")
    for layout in deck.slide_layouts:
        for body in layout._element.iter(f"{space}lvl1pPr"):
            body.set("algn", "l")
        for properties in layout._element.iter(f"{space}bodyPr"):
            properties.set("anchor", "b" if layout is deck.slide_layouts[0] else "t")
    for properties in deck.slide_master._element.iter(f"{space}bodyPr"):
        properties.set("anchor", "t")
        for child in list(properties):
            properties.remove(child)


def layouts_of(deck: Any) -> Layouts | None:
    """Layouts chosen by the kinds of their placeholders, never by name; None where none has a title."""
    told = [(layout, kinds(layout)) for layout in deck.slide_layouts]
    titled = [(layout, of) for layout, of in told if any(kind in _TITLES for kind in of)]
    if not titled:
        return None
    plain = min(titled, key=lambda pair: (len(pair[1]), "CENTER_TITLE" in pair[1]))[0]
    text = next((layout for layout, of in titled if len(of) == 2 and set(of) & {"BODY", "OBJECT"}), plain)
    cover = next((layout for layout, of in titled if "SUBTITLE" in of), plain)
    return Layouts(cover, plain, text)


def kinds(layout: Any) -> list[str]:
    """Kinds of a layout's placeholders, without date, footer and slide number."""
    found = [p.placeholder_format.type.name for p in layout.placeholders]
    return [kind for kind in found if kind not in _QUIET]


def title_box(layout: Any) -> tuple[int, int, int, int] | None:
    """left, top, width, height of a layout's title in EMU, as inherited from the master."""
    shape = next((p for p in layout.placeholders if p.placeholder_format.type.name in _TITLES), None)
    if shape is None:
        return None
    if shape.width is None:
        master = [p for p in layout.slide_master.placeholders if p.placeholder_format.type.name in _TITLES]
        shape = master[0] if master else None
    return None if shape is None or shape.width is None else (shape.left, shape.top, shape.width, shape.height)
