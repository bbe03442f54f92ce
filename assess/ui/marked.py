"""A table of text in which what differs is marked, and a share is a bar with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assess.ui.parts import breakable


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` and under it `note` in small; `differs` marks the one, `note_differs` the other.

    `bar` is low, base and high of a share; `none` a cell that says that there is nothing.
    """

    text: str
    note: str = ""
    differs: bool = False
    note_differs: bool = False
    bar: tuple[float, float, float] | None = None
    none: bool = False


def marked(heads: Sequence[str], rows: Sequence[Sequence[Cell]], numbers: Sequence[int] = ()) -> None:
    """The table; columns in `numbers` stand to the right. On a phone each row is a block of label and value."""
    side = ['class="number"' if i in numbers else "" for i in range(len(heads))]
    top = "".join(f'<th scope="col" {side[i]}>{breakable(head)}</th>' for i, head in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(_cell(cell, heads[i], i in numbers) for i, cell in enumerate(row)) + "</tr>" for row in rows
    )
    st.html(f'<table class="facts marked"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>')


def _cell(cell: Cell, head: str, number: bool) -> str:
    kinds = " ".join(kind for kind, holds in (("number", number), ("none", cell.none)) if holds)
    text = f"<mark>{breakable(cell.text)}</mark>" if cell.differs else breakable(cell.text)
    note = f"<mark>{breakable(cell.note)}</mark>" if cell.note_differs else breakable(cell.note)
    small = f"<small>{note}</small>" if cell.note else ""
    return f'<td class="{kinds}" data-label="{_soft(head)}"><span>{_bar(cell)}{text}{small}</span></td>'


def _soft(head: str) -> str:
    """A label that may break where the text of a cell may; an attribute holds no tags."""
    return breakable(head).replace("<wbr>", "\u200b")


def _bar(cell: Cell) -> str:
    if cell.bar is None:
        return ""
    low, base, high = (100 * max(0.0, min(1.0, end)) for end in cell.bar)
    band = f'<b style="left:{low:.1f}%;width:{max(1.0, high - low):.1f}%"></b>'
    return f'<span class="share" aria-hidden="true"><i style="width:{base:.1f}%"></i>{band}</span>'
