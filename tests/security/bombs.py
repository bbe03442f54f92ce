"""Files that are small and become large, deep or endless, made when they are asked for."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from functools import cache

SHEET = "xl/worksheets/sheet1.xml"
CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>table</t></is></c></row>'


@cache
def plain_workbook() -> bytes:
    """A workbook of one sheet with a head line of a catalogue."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(
        ["table", "column", "type", "指标", "公式", "respondent", "level", "department", "item", "value"]
    )
    book.active.append(["t", "c", "int", "GMV", "SUM(a)", "r1", "executive", "sales", "q1_1", 3])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def plain_deck() -> bytes:
    """A slide deck without slides."""
    from pptx import Presentation

    out = io.BytesIO()
    Presentation().save(out)
    return out.getvalue()


def packed(start: bytes, parts: Mapping[str, bytes] | None = None, *, lacking: str = "") -> bytes:
    """An Office file with these parts in place of its own, or beside them."""
    with zipfile.ZipFile(io.BytesIO(start)) as old:
        held = {name: old.read(name) for name in old.namelist() if name != lacking}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**held, **(parts or {})}.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(inside: str, before: str = "") -> bytes:
    """The XML of a worksheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}{before}<worksheet xmlns="{space}"><sheetData>{inside}</sheetData></worksheet>'.encode()


def swollen(start: bytes, name: str, megabytes: int) -> bytes:
    """An Office file in which one part is so many megabytes of blanks."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(start)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        with new.open(name, "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))
    return out.getvalue()


def gzipped(megabytes: int, text: bytes = b"") -> bytes:
    """Blanks behind a text, packed."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packing:
        packing.write(text)
        for _ in range(megabytes):
            packing.write(b" " * (1 << 20))
    return out.getvalue()


def laughing(levels: int = 9, width: int = 9) -> str:
    """YAML whose last line is width^levels words."""
    lines = [f"a0: &a0 [{', '.join(['ha'] * width)}]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def merging(levels: int = 9, width: int = 9) -> str:
    """YAML whose last map merges width^levels pairs."""
    lines = ["a0: &a0 {k: 1, l: 2}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * width)}]}}" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
