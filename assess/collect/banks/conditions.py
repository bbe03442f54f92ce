"""Who is asked and after which answer, as the expressions of XLSForm and SurveyJS, written and read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assess.collect.banks.parts import ROLE
from assess.model.bank import LEVELS, Item


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a form names a question and the states of an answer."""

    reference: str
    states: dict[str, str]
    empty: str

    def name(self, question: str) -> str:
        return self.reference.format(question)


XLSFORM = Grammar(
    "${{{0}}}",
    {"dont_know": "dont_know", "not_applicable": "not_applicable", "refused": "refused"},
    "{0} = ''",
)
SURVEYJS = Grammar(
    "{{{0}}}",
    {"dont_know": "dont_know", "not_applicable": "not_applicable", "refused": "refused"},
    "{0} empty",
)
BUILT_IN = {"dontknow": "dont_know", "none": "not_applicable"}  # what SurveyJS calls its own items


def expression(item: Item, grammar: Grammar) -> str:
    """When an item is shown; empty for always."""
    clauses = []
    if set(item.audience) != set(LEVELS):
        role = grammar.name(ROLE)
        asked = " or ".join(f"{role} = '{level}'" for level in LEVELS if level in item.audience)
        clauses.append(f"({asked})" if item.shown_if else asked)
    if (condition := item.shown_if) is not None:
        earlier = grammar.name(condition.item)
        if condition.at_least is not None:
            clauses.append(f"{earlier} >= {condition.at_least}")
        elif condition.at_most is not None:
            clauses.append(f"{earlier} <= {condition.at_most}")
        elif condition.state == "answered":
            clauses.append(f"{earlier} >= 1 and {earlier} <= 5")
        elif condition.state == "skipped":
            clauses.append(grammar.empty.format(earlier))
        else:
            clauses.append(f"{earlier} = '{grammar.states[str(condition.state)]}'")
    return " and ".join(clauses)


def read_expression(text: str, grammar: Grammar, role: str = ROLE) -> tuple[list[str] | None, dict[str, Any] | None]:
    """(levels asked or None, condition or None); ValueError where the text says more than those two."""
    levels: list[str] | None = None
    found: list[tuple[str, str, str]] = []
    for clause in re.split(r"\s+and\s+", text.strip()):
        options = [_comparison(part, grammar) for part in re.split(r"\s+or\s+", _bare(clause))]
        if all(name == role and sign == "=" for name, sign, _ in options):
            if levels is not None or not {value for *_, value in options} <= set(LEVELS):
                raise ValueError(clause)
            levels = [value for *_, value in options]
        elif len(options) == 1:
            found += options
        else:
            raise ValueError(clause)
    return levels, _condition(found, grammar)


def _condition(found: list[tuple[str, str, str]], grammar: Grammar) -> dict[str, Any] | None:
    if not found:
        return None
    names = {name for name, *_ in found}
    tests = {(sign, value) for _, sign, value in found}
    if len(names) > 1:
        raise ValueError(" and ".join(sorted(names)))
    earlier = names.pop()
    if tests == {(">=", "1"), ("<=", "5")}:
        return {"item": earlier, "state": "answered"}
    if len(tests) > 1:
        raise ValueError(earlier)
    sign, value = tests.pop()
    states = BUILT_IN | {word: state for state, word in grammar.states.items()}
    if sign == "=" and (value == "" or value in states):
        return {"item": earlier, "state": states.get(value, "skipped")}
    if sign in (">=", "<=") and value in {"1", "2", "3", "4", "5"}:
        return {"item": earlier, "at_least" if sign == ">=" else "at_most": int(value)}
    if sign in (">", "<") and value in {"1", "2", "3", "4", "5"}:
        step = int(value) + (1 if sign == ">" else -1)
        return {"item": earlier, "at_least" if sign == ">" else "at_most": step}
    raise ValueError(f"{earlier} {sign} {value}")


def _comparison(text: str, grammar: Grammar) -> tuple[str, str, str]:
    named = re.escape(grammar.name("NAME")).replace("NAME", r"([A-Za-z_][\w.\-]*)")
    if match := re.fullmatch(rf"\s*{named}\s+empty\s*", text):
        return match[1], "=", ""
    if match := re.fullmatch(rf"\s*selected\(\s*{named}\s*,\s*(['\"])(.*?)\2\s*\)\s*", text):
        return match[1], "=", match[3]
    match = re.fullmatch(rf"\s*{named}\s*(>=|<=|==|=|>|<)\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))\s*", text)
    if not match:
        raise ValueError(text)
    return match[1], "=" if match[2] == "==" else match[2], match[3] or match[4] or match[5] or ""


def _bare(clause: str) -> str:
    clause = clause.strip()
    return clause[1:-1] if clause.startswith("(") and clause.endswith(")") and "(" not in clause[1:] else clause
