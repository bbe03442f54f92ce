"""A bank from an XLSForm workbook: sheets survey and choices, optionally settings and our own x_bank."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assess.collect.answers_file import LEVEL_OF
from assess.collect.answers_grid import Grid, read_grids
from assess.collect.banks.conditions import XLSFORM, read_expression
from assess.collect.banks.parts import (
    Draft,
    Imported,
    audience_of,
    both,
    language_of,
    slug,
    state_of,
    version_of,
)
from assess.collect.json_shape import loads
from assess.collect.text_file import shown
from assess.model.bank import LEVELS
from assess.model.errors import BadInput, Problem, nearest

SHEETS = ("survey", "choices", "settings", "x_bank")
HARMLESS = {"required", "appearance", "read_only", "readonly"}  # how a form looks, not what it asks
READ = {"type", "name", "relevant", "relevance", "x_dimension", "x_audience", "x_anchor", "x_may_not_apply", "x_more"}
TEXTS = ("label", "hint", "x_name", "x_example", "x_evidence")


@dataclass
class Table:
    """A sheet with a header: rows as (place, column -> cell, text column -> language -> cell)."""

    name: str
    header: list[str]
    rows: list[tuple[str, dict[str, str], dict[str, dict[str, str]]]]


@dataclass
class Open:
    """The groups open at a row, their dimension, and what a question asks of whom."""

    groups: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)


def read_xlsform(path: Path, root: Path | None = None) -> Imported:
    """The bank in a workbook; BadInput names sheet and row of each fault."""
    name = shown(path, root)
    grids = {grid.title.strip().lower(): grid for grid in read_grids(path, root)}
    missing = [sheet for sheet in SHEETS[:2] if sheet not in grids]
    if missing:
        hint = nearest(missing[0], list(grids))
        raise BadInput([Problem(name, f"is no XLSForm: the sheet {' and the sheet '.join(missing)} is missing.{hint}")])
    draft = Draft(name)
    for title, grid in grids.items():
        for merged in grid.merged:
            draft.wrong(grid.name, f"the cells {merged} are merged; unmerge them, so that each row has its own cells.")
        if title not in SHEETS and title != "entities":
            draft.leave(grid.name, f'the sheet "{title}" is not part of an XLSForm and was not read.')
    if draft.problems:
        raise BadInput(draft.problems)
    tables = {title: _table(grids[title]) for title in SHEETS if title in grids}
    _top(tables, draft)
    _survey(tables["survey"], _lists(tables["choices"], draft), draft)
    return draft.done()


def _table(grid: Grid) -> Table:
    at = next(i for i, (_, cells) in enumerate(grid.rows) if any(cells))
    header = list(grid.rows[at][1])
    rows = []
    for number, cells in grid.rows[at + 1 :]:
        if not any(cells):
            continue
        plain: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for title, cell in zip(header, cells, strict=False):
            base, _, rest = title.partition(":")
            language = language_of(rest.strip(": ")) if rest else None
            if base.strip().lower() in TEXTS and (language or not rest):
                texts.setdefault(base.strip().lower(), {})[language or ""] = cell
            elif title:
                plain[title.strip().lower()] = cell
        rows.append((f"{grid.name}:{number}", plain, texts))
    return Table(grid.name, header, rows)


def _top(tables: dict[str, Table], draft: Draft) -> None:
    """The bank's own fields, from x_bank where it is ours, else from the settings."""
    settings_rows = tables["settings"].rows if "settings" in tables else []
    where, settings, _ = settings_rows[0] if settings_rows else (draft.name, {}, {})
    for place, row, _ in tables["x_bank"].rows if "x_bank" in tables else []:
        try:
            draft.top[row.get("field", "")] = loads(row.get("value", ""))
        except ValueError:
            draft.wrong(place, f'the value of "{row.get("field", "")}" is no JSON: {row.get("value", "")[:60]}')
    title = settings.get("form_title") or settings.get("form_id") or Path(draft.name).stem
    draft.top["id"] = draft.identifier(settings.get("form_id") or str(draft.top.get("id") or slug(title)), where)
    draft.top["version"] = version_of(settings.get("version") or str(draft.top.get("version", "")), where, draft)
    if "name" not in draft.top:
        draft.top["name"] = {"zh": title, "en": title}
        draft.leave(where, f'form_title has one language; "{title}" stands for both.')


def _lists(table: Table, draft: Draft) -> dict[str, list[tuple[str, str, dict[str, str]]]]:
    """List name -> (place, name of the choice, its text by language)."""
    lists: dict[str, list[tuple[str, str, dict[str, str]]]] = {}
    for where, row, texts in table.rows:
        name = row.get("list_name") or row.get("list name") or ""
        chosen = row.get("name") or row.get("value") or ""
        if not name:
            draft.wrong(where, "list_name is empty; every choice names its list.")
        elif any(chosen == other for _, other, _ in lists.get(name, [])):
            draft.wrong(where, f'the choice "{chosen}" is twice in the list {name}.')
        else:
            lists.setdefault(name, []).append((where, chosen, texts.get("label", {})))
    return lists


def _survey(table: Table, lists: dict[str, list[tuple[str, str, dict[str, str]]]], draft: Draft) -> None:
    opened, role = Open(), ""
    for where, row, texts in table.rows:
        words = row.get("type", "").split()
        kind = (words[0] if words else "").lower().replace("begin group", "begin_group")
        if kind in ("begin", "begin_group") and words[-1].lower() != "repeat":
            _group(where, row, texts, opened, draft)
        elif kind in ("end", "end_group"):
            for part in (opened.groups, opened.conditions):
                part[-1:] = []
        elif kind not in ("select_one", "select1"):
            what = f'"{row.get("name", "")}" of type {row.get("type") or "nothing"}'
            draft.leave(where, f"{what} is no choice of one; a question here is a choice among five levels.")
        elif len(words) < 2 or words[1] not in lists:
            named = words[1] if len(words) > 1 else ""
            draft.wrong(where, f'the list "{named}" is not in the sheet choices.{nearest(named, list(lists))}')
        elif _asks_level(lists[words[1]]):
            role = row.get("name", "")
        else:
            _question(where, row, texts, lists[words[1]], opened, role, draft)
    _unused(table, draft)


def _group(where: str, row: dict[str, str], texts: dict[str, dict[str, str]], opened: Open, draft: Draft) -> None:
    dimension = row.get("x_dimension") or row.get("name", "")
    opened.groups.append(dimension)
    opened.conditions.append(row.get("relevant") or row.get("relevance") or "")
    draft.meets(dimension, texts.get("label", {}), f"the label of group {dimension}", where)


def _asks_level(choices: list[tuple[str, str, dict[str, str]]]) -> bool:
    """Whether a list is the three levels of people; a question about them is what level and audience rest on."""
    found = [next((LEVEL_OF[w.lower()] for w in (n, *t.values()) if w.lower() in LEVEL_OF), "") for _, n, t in choices]
    return len(found) == len(LEVELS) and set(found) == set(LEVELS)


def _question(
    where: str, row: dict[str, str], texts: dict[str, dict[str, str]], choices: list[tuple[str, str, dict[str, str]]],
    opened: Open, role: str, draft: Draft,
) -> None:  # fmt: skip
    states = {state_of(name, *text.values()) for _, name, text in choices} - {None}
    steps = [one for one in choices if state_of(one[1], *one[2].values()) is None]
    found = row.get("name", "")
    if len(steps) != 5:
        draft.leave(where, f'"{found}" has {len(steps)} choices that are levels; a question here has five.')
        return
    if all(re.fullmatch(r"-?\d+", name) for _, name, _ in steps):
        steps.sort(key=lambda one: int(one[1]))
    identifier = draft.identifier(found, where)
    question = both(texts.get("label", {}), f"the label of {found}", where, draft)
    levels = [both(text, f"the choice {name} of {found}", place, draft) for place, name, text in steps]
    audience, condition = _shown(where, row, opened, role, draft)
    item: dict[str, Any] = {
        "id": identifier,
        "dimension": row["x_dimension"] if "x_dimension" in row else next(iter(opened.groups[-1:]), ""),
        "name": _optional(texts, "x_name", found, where, draft) or {lang: _short(t) for lang, t in question.items()},
        "question": question,
        "levels": levels,
        "audience": audience_of(row["x_audience"], where, draft) if row.get("x_audience") else audience or [*LEVELS],
        "anchor": row.get("x_anchor", "").lower() in ("yes", "true"),
        "may_not_apply": row["x_may_not_apply"].lower() not in ("no", "false")
        if row.get("x_may_not_apply")
        else "not_applicable" in states,
        "help": _optional(texts, "hint", found, where, draft),
        "example": _optional(texts, "x_example", found, where, draft),
        "evidence": _evidence(texts, found, where, draft),
        "shown_if": condition,
    }
    if row.get("x_more"):
        try:
            item |= loads(row["x_more"])
        except (ValueError, TypeError):
            draft.wrong(where, f"x_more is no JSON: {row['x_more'][:60]}")
    draft.add(item, where)


def _shown(
    where: str, row: dict[str, str], opened: Open, role: str, draft: Draft
) -> tuple[list[str] | None, dict[str, Any] | None]:
    for text in filter(None, opened.conditions):
        draft.leave(where, f'the condition of its group, "{text}", has no place here; the question is put to all.')
    text = row.get("relevant") or row.get("relevance") or ""
    if not text:
        return None, None
    try:
        return read_expression(text, XLSFORM, role or "role")
    except ValueError:
        draft.leave(
            where, f'the condition "{text}" says more than who is asked and one earlier answer; it is left out.'
        )
        return None, None


def _optional(
    texts: dict[str, dict[str, str]], column: str, found: str, where: str, draft: Draft
) -> dict[str, str] | None:
    given = texts.get(column, {})
    return both(given, f"{column} of {found}", where, draft) if any(given.values()) else None


def _evidence(texts: dict[str, dict[str, str]], found: str, where: str, draft: Draft) -> list[dict[str, str]]:
    given = {
        lang: [line for line in text.split("\n") if line.strip()] for lang, text in texts.get("x_evidence", {}).items()
    }
    zh, en = given.get("zh", []), given.get("en", [])
    if len(zh) != len(en):
        draft.wrong(where, f"x_evidence of {found} has {len(zh)} lines in zh and {len(en)} in en; each needs both.")
        return []
    return [{"zh": a, "en": b} for a, b in zip(zh, en, strict=True)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unused(table: Table, draft: Draft) -> None:
    """Columns with content that nothing here reads, each once with its first row."""
    known = READ | HARMLESS
    for title in dict.fromkeys(table.header):
        column = title.strip().lower()
        filled = [where for where, row, _ in table.rows if row.get(column)]
        if column and column not in known and filled:
            draft.leave(filled[0], f'the column "{title}" ({len(filled)} cells) has no place in a bank.')
