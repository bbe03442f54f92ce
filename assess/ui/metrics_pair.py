"""Two definitions side by side: what differs lit and named, what agrees quiet, what is not stated said so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

import streamlit as st

from assess.ui import parts
from assess.ui.metrics_shelf import OPEN, SAME, Metric, Pair, Shelf, kind_of
from assess.ui.metrics_words import callings, department_of, facet_names, full_name, listed_facets, where
from assess.ui.words import Screen

Sides = tuple[Metric, Metric]
# rows of the table: the facet that names it, its column of the evidence, whether it stands there when nobody states it
_ROWS = (("expression", "expression", True), ("tables", "base", True), ("join_path", "", False),
         ("filter", "filter", True), ("time_column", "time_column", True), ("window", "window", True),
         ("grain", "grain", True), ("unit", "unit", True), ("null_default", "null_default", False),
         ("rounding", "", False), ("additivity", "additivity", False))  # fmt: skip
_OF_FORMULA = ("expression", "aggregation", "distinctness")
_CODE = ("expression", "tables", "join_path", "filter", "time_column", "null_default", "rounding")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Said:
    """What a definition says in one row; `derived` where it was worked out of the formula or the source."""

    text: str
    derived: bool = False


def show(screen: Screen, shelf: Shelf, pair: Pair | None, sides: Sides, names: Mapping[str, str]) -> None:
    """The verdict on the two, the table, how their rows stand to each other, and where a difference comes from."""
    called = callings(*sides, names)
    st.header(parts.plain(_verdict(screen, pair, called)))
    if pair is None:
        st.write(screen.say("Each of them was compared with others of this group."))
    elif pair["why"]:
        st.write(parts.plain(pair["why"][screen.language]))
    if pair is not None and pair["causes"]:
        _causes(screen, shelf, pair, names)
    _table(screen, pair, sides, names, called)
    told = _population(screen, pair, sides, called) if pair is not None else ""
    if told:
        st.write(parts.plain(told))


def _verdict(screen: Screen, pair: Pair | None, called: tuple[str, str]) -> str:
    say, (a, b) = screen.say, called
    if pair is None:
        return say("{a} and {b} were not compared with each other", a=a, b=b)
    facets, kind = listed_facets(screen, pair["facets"]), kind_of(pair)
    if kind == OPEN:
        return say("Whether {a} and {b} agree is left open", a=a, b=b)
    if kind == SAME and facets:
        return say("{a} and {b} agree but for {facets}", a=a, b=b, facets=facets)
    if kind == SAME:
        return say("{a} and {b} count the same", a=a, b=b)
    return say("{a} and {b} differ in {facets}", a=a, b=b, facets=facets)


def _causes(screen: Screen, shelf: Shelf, pair: Pair, names: Mapping[str, str]) -> None:
    """Which definitions the difference is inherited from, each leading there."""
    say = screen.say
    st.write(say("Inherited: what differs comes from the metrics these two are made of."))
    for number, cause in enumerate(pair["causes"]):
        known = [shelf.metrics.get(name) for name in cause]
        label = " / ".join(full_name(m, names) if m else str(n) for m, n in zip(known, cause, strict=True))
        group = shelf.with_pair.get(frozenset(cause))
        if group is None:
            st.markdown(f"- {parts.plain(label)}")
            continue
        address = "-".join(str(group.metrics.index(name) + 1) for name in cause)
        st.button(
            say("Open the cause: {pair}", pair=parts.plain(label)), key=f"cause {number}", type="tertiary", wrap=True,
            icon=":material/subdirectory_arrow_right:", on_click=_open, args=(group.id, address),
        )  # fmt: skip


def _open(group: str, pair: str) -> None:
    st.query_params["group"], st.query_params["pair"] = group, pair


def _table(screen: Screen, pair: Pair | None, sides: Sides, names: Mapping[str, str], called: tuple[str, str]) -> None:
    said = {row: tuple(said_of(metric, row, column) for metric in sides) for row, column, _ in _ROWS}
    lit = lit_rows(pair["facets"] if pair else (), said)
    body = "".join(
        _row(screen, row, said[row], lit.get(row), called, pair)
        for row, _, always in _ROWS
        if always or row in lit or any(one.text for one in said[row])
    )
    heads = "".join(f'<th scope="col">{_head(screen, metric, names)}</th>' for metric in sides)
    corner = f'<th scope="col">{escape(screen.say("Part"))}</th>'
    st.html(f'<table class="sides"><thead><tr>{corner}{heads}</tr></thead><tbody>{body}</tbody></table>')


def said_of(metric: Metric, row: str, column: str) -> Said:
    """As written where it is, else as it follows from the formula or the source."""
    stated = str(metric.get("stated", {}).get(column, "")) if column else ""
    if stated:
        return Said(stated)
    value: Any = (metric["facets"] or {}).get(row, "")
    return Said("\n".join(value) if isinstance(value, list) else str(value or ""), derived=True)


def lit_rows(facets: Any, said: Mapping[str, tuple[Said, ...]]) -> dict[str, list[str]]:
    """Which rows show the differing facets; one whose own row reads the same on both sides is in the formula."""
    found: dict[str, list[str]] = {}
    for facet in facets:
        row = "expression" if facet in _OF_FORMULA else facet
        if row in said and said[row][0].text == said[row][1].text:
            row = next((r for r in ("expression", "tables") if said[r][0].text != said[r][1].text), row)
        found.setdefault(row, []).append(facet)
    return found


def _head(screen: Screen, metric: Metric, names: Mapping[str, str]) -> str:
    say, stated = screen.say, metric.get("stated", {})
    notes = [stated.get("label", ""), department_of(metric, names), where(metric)]
    if stated.get("owner"):
        notes.append(say("answers for it: {owner}", owner=stated["owner"]))
    small = "".join(f"<small>{parts.breakable(str(note))}</small>" for note in notes if note)
    return f"{parts.breakable(str(metric['name']))}{small}"


def _row(
    screen: Screen, row: str, said: tuple[Said, ...], lit: list[str] | None, called: tuple[str, str], pair: Pair | None
) -> str:
    (name,) = facet_names(screen, [row])
    mark = f'<span class="differs">{escape(_mark(screen, row, lit, pair))}</span>' if lit is not None else ""
    texts = [escape(one.text) for one in said]
    if lit is not None and all(texts):
        texts = _with_marks(said[0].text, said[1].text)
    cells = "".join(
        f'<td data-label="{escape(who)}" data-both="{escape(screen.say("both"))}">{_cell(screen, row, one, text)}</td>'
        for who, one, text in zip(called, said, texts, strict=True)
    )
    kind = ' class="lit"' if lit is not None else ' class="both"' if said[0] == said[1] else ""
    return f'<tr{kind}><th scope="row">{escape(_capital(name))}{mark}</th>{cells}</tr>'


def _mark(screen: Screen, row: str, lit: list[str], pair: Pair | None) -> str:
    """The text beside the colour: that it differs, and in what, where that is not the row's own name."""
    say = screen.say
    is_open = pair is not None and kind_of(pair) == OPEN
    word = f"? {say('left open')}" if is_open else f"≠ {say('differs')}"
    return word if lit == [row] else f"{word}{say(': ')}{listed_facets(screen, lit)}"


def _cell(screen: Screen, row: str, said: Said, marked: str) -> str:
    say = screen.say
    if not said.text:
        return escape(say("none: every row counts") if row == "filter" else say("not stated"))
    note = f"<small>{escape(say('worked out from the formula or the source'))}</small>" if said.derived else ""
    return f"<code>{marked}</code>{note}" if row in _CODE else f"<span>{marked}</span>{note}"


def _with_marks(a: str, b: str) -> list[str]:
    """Both texts with what the other does not have marked, word by word."""
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    out: tuple[list[str], list[str]] = ([], [])
    for what, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, piece in zip(out, ("".join(left[i:j]), "".join(right[k:m])), strict=True):
            bare = piece.strip()
            marked = f"<mark>{escape(bare)}</mark>" if bare and what != "equal" else ""
            side.append(escape(piece).replace(escape(bare), marked, 1) if marked else escape(piece))
    return ["".join(side) for side in out]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _population(screen: Screen, pair: Pair, sides: Sides, called: tuple[str, str]) -> str:
    """How the rows that pass one filter stand to those that pass the other; only where both read the same tables."""
    if "tables" in pair["facets"] or (sides[0]["facets"] or {}).get("tables") != (sides[1]["facets"] or {}).get(
        "tables"
    ):
        return ""
    say, (a, b) = screen.say, called
    inside = say("By their filters, every row that {a} counts, {b} counts too; {b} may count more.")
    told = {
        "same": say("Their filters choose the same rows."),
        "within": inside.format(a=a, b=b),
        "around": inside.format(a=b, b=a),
        "apart": say("By their filters, no row counts for both {a} and {b}.", a=a, b=b),
        "overlap": say("By their filters, {a} and {b} each count rows that the other leaves out.", a=a, b=b),
    }.get(pair["population"] or "", "")
    if told and "time_column" in pair["facets"]:
        told += screen.voice.stop + say("Their time columns can still put one row in two different periods.")
    return told
