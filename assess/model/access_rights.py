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
        Right.ENTER: Text("see whose engagement this is", "查看项目名称"),
        Right.ANSWER: Text("take the self-assessment", "填写自评问卷"),
        Right.RESULTS: Text("read results and reports", "查看结果和报告"),
        Right.DECIDE: Text("decide about copies and metrics", "对重复表和指标作出决定"),
        Right.SOURCES: Text("see what is read and from where", "查看读取哪些来源"),
        Right.RUN: Text("run a check-up", "运行体检"),
        Right.PLAN: Text("change the roadmap", "调整路线图"),
        Right.ANSWERS: Text("read what people answered", "查看答卷和留言"),
        Right.ROOMS: Text("lead a workshop", "主持工作坊"),
        Right.MANAGE: Text("see who has which role or make a backup", "查看人员角色或做备份"),
    }
)
