"""Seeds that are no text: workbooks, Parquet files, a deck, a small questionnaire."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any


@cache
def workbook(rows: str) -> bytes:
    """The rows of a CSV as an XLSX."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in rows.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    sheet.merge_cells("A1:A1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def parquet(rows: str) -> bytes:
    """The rows of a CSV as a Parquet file."""
    import pandas as pd

    out = io.BytesIO()
    pd.read_csv(io.StringIO(rows)).to_parquet(out)
    return out.getvalue()


def json_lines(rows: str) -> str:
    """The rows of a CSV as JSON lines."""
    head, *lines = (line.split(",") for line in rows.splitlines())
    return "".join(json.dumps(dict(zip(head, line, strict=True)), ensure_ascii=False) + "\n" for line in lines)


@cache
def template() -> bytes:
    """A slide deck with one slide."""
    from assess.report.pptx.template import default_deck

    deck = default_deck("en")
    deck.slides.add_slide(deck.slide_layouts[0])
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


@cache
def small_bank() -> bytes:
    """The shipped questionnaire cut to two questions, as YAML."""
    from ruamel.yaml import YAML

    from assess.store.resources import resource

    told = YAML(typ="safe").load((resource("questionnaires") / "base.yaml").read_text("utf-8"))
    told["dimensions"] = told["dimensions"][:1]
    first = told["dimensions"][0]["id"]
    told["items"] = [item for item in told["items"] if item["dimension"] == first][:2]
    told["gates"] = {**told["gates"], "compliance": {**told["gates"]["compliance"], "items": ["q1_1"]}}
    for fact in told["gates"]["applicability"]["facts"]:
        fact.pop("zero_leaves_out", None)
    out = io.BytesIO()
    YAML(typ="safe").dump({key: told[key] for key in told if key != "measures"}, out)
    return out.getvalue()
