"""The rights that a role may hold, each with the words of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from assess.model.text import Text


class Right(StrEnum):
    """One kind of thing to do in an engagement."""

    ENTER = "enter"
    ANSWER = "answer"
    RESULTS = "results"
    DECIDE = "decide"
    SOURCES = "sources"
    RUN = "run"
    PLAN = "plan"
    ANSWERS = "answers"
    ROOMS = "rooms"
    MANAGE = "manage"

    @property
    def words(self) -> Text:
        """What is done with it, to follow "you may not" and 不能."""
        return _WORDS[self]


_WORDS: Mapping[Right, Text] = MappingProxyType(
    {
        Right.ENTER: Text("查看项目名称", "see whose engagement this is"),
        Right.ANSWER: Text("填写自评问卷", "take the self-assessment"),
        Right.RESULTS: Text("查看结果和报告", "read results and reports"),
        Right.DECIDE: Text("对重复表和指标作出决定", "decide about copies and metrics"),
        Right.SOURCES: Text("查看读取哪些来源", "see what is read and from where"),
        Right.RUN: Text("运行体检", "run a check-up"),
        Right.PLAN: Text("调整路线图", "change the roadmap"),
        Right.ANSWERS: Text("查看答卷和留言", "read what people answered"),
        Right.ROOMS: Text("主持工作坊", "lead a workshop"),
        Right.MANAGE: Text("查看人员角色和操作记录", "see who has which role and who did what"),
    }
)
