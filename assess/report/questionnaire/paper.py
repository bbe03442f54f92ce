"""The questionnaire on paper: tagged PDF, A4, one item a block with five boxes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from assess.diagnose.maturity.privacy.thresholds import FEWEST
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Condition, Item
from assess.model.bank_asked import minutes_for
from assess.model.errors import BadInput, Problem, nearest
from assess.model.text import Language
from assess.report.fonts import WEIGHTS, characters, faces
from assess.report.questionnaire import code
from assess.report.sheets import SHELF, lay_out
from assess.report.tokens import FAMILY
from assess.store.resources import resource

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "kind": "纸质问卷",
        "number": "编号",
        "level": "您的层级",
        "department": "部门（可以不填）",
        "how": "每题只勾一格。选最接近您现在看到的情况的那一句，不选应该怎样；看不到的就勾“不清楚”。",
        "minutes": "共 {items} 题，大约 {minutes} 分钟。",
        "at_most_items": "每个层级最多 {items} 题，大约 {minutes} 分钟。",
        "anonymous": "请不要写姓名。",
        "kept": "编号只用来防止重复录入，不对应任何人。结果按层级汇总，不足 {fewest} 人的组一律不显示。",
        "unknown": "不清楚",
        "not_applicable": "不适用",
        "for": "只请{levels}回答",
        "and": "、",
        "thanks": "谢谢。请把问卷交给收集人，不必署名。",
        "at_least": "{item} 题勾了 {step} 或更高才答",
        "at_most": "{item} 题勾了 {step} 或更低才答",
        "state": "{item} 题{state}才答",
        "answered": "已作答",
        "dont_know": "勾了“不清楚”",
        "refused": "没有作答",
        "skipped": "没有作答",
    },
    "en": {
        "kind": "Questionnaire on paper",
        "number": "Number",
        "level": "Your level",
        "department": "Department (may stay empty)",
        "how": "Tick one box a question: the sentence closest to what you see today, not to what ought to be. "
        "Where you cannot see it, tick “Don't know”.",
        "minutes": "{items} questions, about {minutes} minutes.",
        "at_most_items": "At most {items} questions a level, about {minutes} minutes.",
        "anonymous": "Please do not write your name.",
        "kept": "The number only keeps a form from being typed in twice; it stands for nobody. Results are shown by "
        "level, and never for a group of fewer than {fewest} people.",
        "unknown": "Don't know",
        "not_applicable": "Does not apply",
        "for": "For {levels} only",
        "and": " and ",
        "thanks": "Thank you. Hand the form to whoever collects it; no signature is needed.",
        "at_least": "Only if you ticked {step} or higher at {item}",
        "at_most": "Only if you ticked {step} or lower at {item}",
        "state": "Only if {item} was {state}",
        "answered": "answered",
        "dont_know": "ticked “Don't know”",
        "not_applicable_said": "ticked “Does not apply”",
        "refused": "left open",
        "skipped": "left open",
    },
}
WORDS["zh"]["not_applicable_said"] = "勾了“不适用”"


@dataclass(frozen=True, slots=True)
class Block:
    """One item as it is printed."""

    code: str
    question: str
    help: str
    levels: tuple[str, ...]
    may_not_apply: bool
    notes: tuple[str, ...]


def made(bank: Bank, language: Language, level: str = "") -> bytes:
    """PDF/UA-1 of the form for people of `level`, or of all levels with who is asked what."""
    written: bytes = laid_out(bank, language, level).write_pdf(pdf_variant="pdf/ua-1")
    return written


def laid_out(bank: Bank, language: Language, level: str = "") -> Any:
    """The form's pages as a document."""
    page = form_page(bank, language, level)
    return lay_out(page, faces(characters(page)))


def form_page(bank: Bank, language: Language, level: str = "") -> str:
    """The form as HTML."""
    if level and level not in LEVELS:
        raise BadInput([Problem("--level", f'found "{level}".{nearest(level, LEVELS)}')])
    words = WORDS[language]
    items = bank.asked_of(level) if level else bank.items
    if not items:
        raise BadInput([Problem("--level", f"{bank.id} asks {level} nothing.")])
    names = {one.id: one.name[language] for one in bank.dimensions}
    sections: list[tuple[str, list[Block]]] = []
    last: str | None = None
    for item in items:
        if item.dimension != last:
            sections.append((names.get(item.dimension, ""), []))
            last = item.dimension
        sections[-1][1].append(_block(item, language, bool(level)))
    longest = max(len(bank.asked_of(one)) for one in LEVELS) if not level else len(items)
    css = _face_css() + "".join(_style(*sheet) for sheet in (("report", "tokens"), ("report", "base")))
    page: str = (
        _environment()
        .get_template("paper.html.j2")
        .render(
            language=language,
            name=bank.name[language],
            version=f"{bank.id} {bank.version}",
            words=words,
            minutes=words["minutes" if level else "at_most_items"].format(items=longest, minutes=minutes_for(longest)),
            kept=words["kept"].format(fewest=FEWEST),
            levels=[(LEVEL_NAMES[one][language], one == level) for one in LEVELS],
            only=LEVEL_NAMES[level][language] if level else "",
            sections=sections,
            css=Markup(css + _style("questionnaire", "paper")),  # noqa: S704 (our own style sheets)
        )
    )
    return page


def _block(item: Item, language: Language, one_level: bool) -> Block:
    words, notes = WORDS[language], []
    if not one_level and len(item.audience) < len(LEVELS):
        names = [LEVEL_NAMES[level][language] for level in LEVELS if level in item.audience]
        notes.append(words["for"].format(levels=words["and"].join(names)))
    if item.shown_if:
        notes.append(_when(item.shown_if, words))
    told = tuple(level[language] for level in item.levels)
    asks = item.help[language] if item.help else ""
    return Block(code(item), item.question[language], asks, told, item.may_not_apply, tuple(notes))


def _when(condition: Condition, words: dict[str, str]) -> str:
    for test in ("at_least", "at_most"):
        if (step := getattr(condition, test)) is not None:
            return words[test].format(item=condition.item, step=step)
    state = "not_applicable_said" if condition.state == "not_applicable" else str(condition.state)
    return words["state"].format(item=condition.item, state=words[state])


def _face_css() -> str:
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{SHELF}{weight}");font-weight:{weight}}}\n' for weight in WEIGHTS
    )


def _style(folder: str, name: str) -> str:
    return (resource("templates") / folder / f"{name}.css").read_text(encoding="utf-8")


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(resource("templates") / "questionnaire"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
