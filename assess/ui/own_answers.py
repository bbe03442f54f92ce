"""What one person may do with the store of answers: their own form, by the secret id in their link."""

from __future__ import annotations

from assess.model.bank_asked import Mode
from assess.store.answers_db import AnswersStore, Respondent, Sure


class OwnAnswers:
    """A store of answers without the way to everybody's: there is no method that lists people or answers."""

    __slots__ = ("__store",)

    def __init__(self, store: AnswersStore) -> None:
        self.__store = store

    def join(self, level: str, department: str = "", language: str = "zh", mode: Mode = "full") -> str:
        """A new form; returns the secret id of its link."""
        return self.__store.join(level, department, language, mode)

    def respondent(self, identifier: str) -> Respondent | None:
        return self.__store.respondent(identifier)

    def answers(self, respondent: str) -> dict[str, tuple[int | None, str, str]]:
        return self.__store.answers(respondent)

    def record(self, respondent: str, item: str, value: int | None, state: str, comment: str = "") -> None:
        self.__store.record(respondent, item, value, state, comment)

    def sure(self, respondent: str) -> dict[str, Sure]:
        return self.__store.sure(respondent)

    def say_sure(self, respondent: str, item: str, sure: Sure) -> None:
        self.__store.say_sure(respondent, item, sure)

    def submit(self, respondent: str) -> None:
        self.__store.submit(respondent)
