"""What each role may, and that what nobody declared is refused."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import assess.ui
from assess.model.access import RIGHTS, Forbidden, Role, Seat
from assess.model.access_needs import NEEDS
from assess.model.access_rights import Right
from assess.store.runs import load_result
from assess.ui.pages import PAGES


def test_an_executive_sees_no_answers_and_a_respondent_nothing_but_the_form() -> None:
    assert RIGHTS[Role.EXECUTIVE].isdisjoint({Right.ANSWERS, Right.ROOMS, Right.SOURCES, Right.RUN, Right.MANAGE})
    assert RIGHTS[Role.RESPONDENT] == {Right.ENTER, Right.ANSWER}
    assert RIGHTS[Role.OWNER] - RIGHTS[Role.CONSULTANT] == {Right.MANAGE}


@pytest.mark.parametrize("name", NEEDS)
def test_every_function_that_needs_a_right_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    found = getattr(importlib.import_module(module), function)
    assert f"{found.__module__}.{found.__qualname__}" == name


def test_what_is_not_declared_is_refused_even_to_the_owner(tmp_path: Path) -> None:
    def unheard_of(folder: Path) -> Path:
        return folder

    with pytest.raises(Forbidden, match="does not say which right"):
        Seat("one", Role.OWNER, None, tmp_path).use(unheard_of)


def test_the_refusal_names_the_role_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(Forbidden) as refused:
        Seat("one", Role.RESPONDENT, None, tmp_path).use(load_result)
    assert "respondent" in refused.value.en and "may not read results" in refused.value.en
    assert "答题人" in refused.value.zh and "不能查看结果" in refused.value.zh


def test_every_module_with_a_page_says_what_it_needs() -> None:
    root = Path(assess.ui.__path__[0])
    drawn = {
        file.stem for file in root.glob("*.py") for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "show"
        and [one.arg for one in node.args.args] == ["screen"]
    }  # fmt: skip
    assert drawn - {"sign_in"} <= {page.module for page in PAGES.values()}


def test_no_screen_reaches_past_its_seat() -> None:
    found = [
        f"{file.name}:{node.lineno}"
        for file in Path(assess.ui.__path__[0]).rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "_folder"
    ]  # fmt: skip
    assert found == []
