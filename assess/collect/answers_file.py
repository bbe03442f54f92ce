"""Answers to the questionnaire as a client collected them, in long or wide form; no name ever enters the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assess.collect.tabular import Field, Sheet, plain, read_sheets
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem, nearest
from assess.model.evidence import Evidence

PERSON = (
    Field(
        "respondent",
        "respondent_id, 受访者, 答卷人, 填写人, 答题人, 编号, id, 工号, 序号, 姓名, name, email",
        required=True,
    ),
    Field("level", "层级, 级别, 职级, 管理层级, 岗位层级, role_level, role", required=True),
    Field("department", "部门, 所属部门, dept, team"),
)
LONG = (
    *PERSON,
    Field("item", "item_id, 题号, 题目, 题目编号, 问题, question, question_id", required=True),
    Field("value", "score, 分值, 得分, 评分, 答案, answer, 选项, 分数"),
    Field("state", "状态, status, 作答状态"),
    Field("comment", "备注, 意见, 补充说明, comments, note, 评论"),
)
LEVELS = {
    "executive": (
        "executive",
        "ex",
        "exec",
        "senior",
        "c-level",
        "高层",
        "高管",
        "高层管理",
        "高层管理者",
        "领导层",
        "决策层",
    ),
    "middle": ("middle", "mm", "middle management", "manager", "中层", "中层管理", "中层管理者", "管理层", "中层干部"),
    "frontline": (
        "frontline",
        "front line",
        "front-line",
        "fl",
        "staff",
        "一线",
        "基层",
        "一线员工",
        "员工",
        "基层员工",
        "执行层",
    ),
}
STATES = {
    "answered": ("answered", "已答", "已回答", "已作答"),
    "not_applicable": ("not_applicable", "not applicable", "na", "n/a", "不适用", "不涉及"),
    "dont_know": (
        "dont_know",
        "don't know",
        "don’t know",
        "dont know",
        "do not know",
        "dk",
        "unknown",
        "不知道",
        "不清楚",
        "不了解",
    ),
    "refused": ("refused", "no answer", "拒答", "不愿回答", "拒绝回答"),
}
NOT_ITEMS = {
    "submitted",
    "submittedat",
    "提交时间",
    "starttime",
    "开始时间",
    "language",
    "语言",
    "comment",
    "备注",
    "ip",
    "用时",
    "timestamp",
}
LEVEL_OF = {word: level for level, words in LEVELS.items() for word in words}
STATE_OF = {word: state for state, words in STATES.items() for word in words}


def read_answers(
    paths: Sequence[Path], *, columns: Mapping[str, str] | None = None, root: Path | None = None
) -> Evidence:
    """Answers as evidence. Long: one row an answer; wide: one row a respondent, one column an item.

    A respondent's id is replaced by the first ten hex digits of its SHA-256. Cells left empty are no answer and no
    row. BadInput names file, row, item, what was found and what is allowed.
    """
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        try:
            found = _answers(path, columns or {}, root, problems)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        rows += found
        coverage.append(
            {"input": name, "kind": "answers", "available": True, "seen": len({row["respondent"] for row in found}),
             "unit_zh": "位受访者", "unit_en": "respondents"}
        )  # fmt: skip
    if problems:
        raise BadInput(problems)
    inputs = [fingerprint(path, root) for path in sorted(paths)]
    last = {(row["respondent"], row["item"]): row for row in rows}
    return Evidence.of({"answers": list(last.values()), "coverage": coverage, "inputs": inputs})


def opaque(respondent: str) -> str:
    """Ten hex digits that stand for a respondent; the same id always gives the same ones."""
    return hashlib.sha256(respondent.strip().encode()).hexdigest()[:10]


def _answers(
    path: Path, columns: Mapping[str, str], root: Path | None, problems: list[Problem]
) -> list[dict[str, Any]]:
    try:
        sheets = read_sheets(path, LONG, columns=columns, root=root)
    except BadInput as error:
        if not any("column item is missing" in problem.what for problem in error.problems):
            raise
        own = {ours: header for ours, header in columns.items() if ours in {f.name for f in PERSON}}
        sheets = read_sheets(path, PERSON, columns=own, root=root, wide=True)
        return [row for sheet in sheets for row in _wide(sheet, problems)]
    return [row for sheet in sheets for row in _long(sheet, problems)]


def _long(sheet: Sheet, problems: list[Problem]) -> list[dict[str, Any]]:
    found = []
    for line, row in sheet.frame.iterrows():
        where = f"{sheet.name}:{line}"
        person = _person(row, where, problems)
        item = str(row["item"])
        if not item:
            problems.append(Problem(where, "item is empty; every row names the question it answers."))
        answer = _answer(str(row.get("value", "")), str(row.get("state", "")), item, where, problems)
        if person and item and answer:
            found.append({**person, "item": item, **answer, "comment": str(row.get("comment", ""))})
    return found


def _wide(sheet: Sheet, problems: list[Problem]) -> list[dict[str, Any]]:
    items = [t for t in sheet.unused if plain(t) not in NOT_ITEMS]
    if not items:
        raise BadInput([Problem(sheet.name, "has neither a column item nor a column for each item.")])
    found = []
    for line, row in sheet.frame.iterrows():
        where = f"{sheet.name}:{line}"
        person = _person(row, where, problems)
        for item in items:
            answer = _answer(str(row[item]), "", item, where, problems)
            if person and answer:
                found.append({**person, "item": item, **answer, "comment": ""})
    return found


def _person(row: Any, where: str, problems: list[Problem]) -> dict[str, str] | None:
    level = LEVEL_OF.get(str(row["level"]).strip().lower())
    if level is None:
        words = [words[0] for words in LEVELS.values()]
        hint = nearest(str(row["level"]).lower(), words) if str(row["level"]) else f" Allowed: {', '.join(words)}."
        problems.append(
            Problem(
                where,
                f'level is "{row["level"]}"; allowed are executive (高层), middle (中层), frontline (一线).{hint}',
            )
        )
    if not row["respondent"]:
        problems.append(Problem(where, "respondent is empty; any id that tells people apart will do."))
    if level is None or not row["respondent"]:
        return None
    return {"respondent": opaque(str(row["respondent"])), "level": level, "department": str(row.get("department", ""))}


def _answer(value: str, state: str, item: str, where: str, problems: list[Problem]) -> dict[str, Any] | None:
    """Value and state of one cell, None where nothing was answered."""
    said = STATE_OF.get(state.lower()) if state else None
    if state and said is None:
        problems.append(Problem(where, f'state of item {item} is "{state}"; allowed are {", ".join(STATES)}.'))
        return None
    if value.lower() in STATE_OF and STATE_OF[value.lower()] != "answered":
        return {"value": None, "state": STATE_OF[value.lower()]}
    if said and said != "answered":
        return {"value": None, "state": said}
    if not value:
        if said:
            problems.append(Problem(where, f"item {item} is marked answered and has no value; allowed is 1 to 5."))
        return None
    number = value.removesuffix(".0").removesuffix("分")
    if number not in {"1", "2", "3", "4", "5"}:
        problems.append(
            Problem(
                where,
                f'item {item} is "{value[:60]}"; allowed is 1 to 5, NA (不适用), don\'t know (不知道) or nothing.',
            )
        )
        return None
    return {"value": int(number), "state": "answered"}
