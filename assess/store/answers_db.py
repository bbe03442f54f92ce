"""Answers of a self-assessment as they are given: each one is on disk before `record` returns.

SQLite in the engagement folder unless a PostgreSQL URL is given. A respondent's id is random and serves as the
token with which the questionnaire is resumed; the database holds only its digest, so neither the file nor the
evidence made from it lets anyone continue in another person's name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from assess.model.bank import LEVELS, STATES
from assess.model.bank_asked import Mode
from assess.model.errors import BadInput, Problem, nearest
from assess.store import place_of
from assess.store.engines import let_go, told
from assess.store.migrate import open_engine
from assess.store.place_of import Where
from assess.store.tables import ANSWERS

FILE = place_of.ANSWERS

_respondents = sa.Table(
    "respondents",
    ANSWERS,
    sa.Column("respondent", sa.String(32), primary_key=True, comment="digest of the id the person holds"),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("department", sa.String(128), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("submitted", sa.Boolean, nullable=False, default=False),
    sa.Column("mode", sa.String(8), nullable=False, server_default="full", comment="quick or full"),
)
_answers = sa.Table(
    "answers",
    ANSWERS,
    sa.Column("respondent", sa.ForeignKey("respondents.respondent"), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("value", sa.Integer, nullable=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("confidence", sa.Integer, nullable=True, comment="1 to 5, 5 is quite sure; null where not said"),
    sa.Column("evidence", sa.Text, nullable=False, server_default="", comment="a link or the name of a document"),
)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who answers; `id` is the resume token and is known only to the person."""

    id: str
    level: str
    department: str
    language: str
    submitted: bool
    mode: Mode = "full"


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure somebody is of an answer, 1 to 5, and what could be shown for it; None and "" where not said."""

    confidence: int | None = None
    evidence: str = ""


class AnswersStore:
    """The answers of one engagement: `AnswersStore(answers_of(folder))`."""

    def __init__(self, where: Where) -> None:
        self._engine = open_engine(where, "answers", "answers")

    def join(self, level: str, department: str = "", language: str = "zh", mode: Mode = "full") -> str:
        """Admit somebody; the id returned is the only way back to the answers."""
        if level not in LEVELS:
            raise BadInput([Problem("level", f'"{level}" is not a level.{nearest(level, LEVELS)}')])
        token = secrets.token_urlsafe(16)
        row = {"respondent": _digest(token), "level": level, "department": department, "language": language,
               "mode": mode}  # fmt: skip
        with self._begin() as db:
            db.execute(_respondents.insert().values(**row, submitted=False))
        return token

    def record(
        self, respondent: str, item: str, value: int | None = None, state: str = "answered", comment: str = ""
    ) -> None:
        """Keep one answer, in place of an earlier one to the same item; committed when this returns."""
        _check(item, value, state)
        row = {
            "respondent": _digest(respondent),
            "item": item,
            "value": value,
            "state": state,
            "comment": comment,
        }
        upsert = self._insert(_answers).values(**row)
        upsert = upsert.on_conflict_do_update(
            index_elements=["respondent", "item"],
            set_={name: upsert.excluded[name] for name in ("value", "state", "comment")},
        )
        with self._begin() as db:
            try:
                db.execute(upsert)
            except sa.exc.IntegrityError:
                raise _unknown() from None

    def say_sure(self, respondent: str, item: str, sure: Sure) -> None:
        """Keep how sure the person is of an answer given before, and what could be shown for it."""
        if sure.confidence is not None and sure.confidence not in range(1, 6):
            raise BadInput([Problem(item, f"confidence is 1 to 5, found {sure.confidence!r}.")])
        mine = (_answers.c.respondent == _digest(respondent)) & (_answers.c.item == item)
        change = _answers.update().where(mine).values(confidence=sure.confidence, evidence=sure.evidence)
        with self._begin() as db:
            if db.execute(change).rowcount == 0:
                raise BadInput([Problem(item, "is not answered yet; answer it first.")])

    def sure(self, respondent: str) -> dict[str, Sure]:
        """How sure this person is of each answer."""
        query = sa.select(_answers).where(_answers.c.respondent == _digest(respondent))
        with self._begin() as db:
            return {row.item: Sure(row.confidence, row.evidence) for row in db.execute(query)}

    def answers(self, respondent: str) -> dict[str, tuple[int | None, str, str]]:
        """What this person has answered so far: item -> (value, state, comment)."""
        query = sa.select(_answers).where(_answers.c.respondent == _digest(respondent)).order_by(_answers.c.item)
        with self._begin() as db:
            return {row.item: (row.value, row.state, row.comment) for row in db.execute(query)}

    def submit(self, respondent: str) -> None:
        """The person says that is all."""
        change = _respondents.update().where(_respondents.c.respondent == _digest(respondent)).values(submitted=True)
        with self._begin() as db:
            if db.execute(change).rowcount == 0:
                raise _unknown()

    def respondent(self, identifier: str) -> Respondent | None:
        """Who holds this id; None when nobody does."""
        query = sa.select(_respondents).where(_respondents.c.respondent == _digest(identifier))
        with self._begin() as db:
            row = db.execute(query).one_or_none()
        if row is None:
            return None
        return Respondent(identifier, row.level, row.department, row.language, row.submitted, row.mode)

    def frame(self) -> Any:
        """All answers, submitted or not, in the shape of the evidence table `answers`.

        `respondent` is a digest, which does not resume anything; rows are in its order, which says nothing
        about who came first.
        """
        from assess.model.evidence import frame

        query = (
            sa.select(
                _answers.c.respondent,
                _respondents.c.level,
                _respondents.c.department,
                _answers.c.item,
                _answers.c.value,
                _answers.c.state,
                _answers.c.comment,
            )
            .join(_respondents, _respondents.c.respondent == _answers.c.respondent)
            .order_by(_answers.c.respondent, _answers.c.item)
        )
        with self._begin() as db:
            return frame("answers", [dict(row) for row in db.execute(query).mappings()])

    def close(self) -> None:
        """Let go of the file or the server."""
        let_go(self._engine)

    def __enter__(self) -> AnswersStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _insert(self, table: sa.Table) -> Any:
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with told(self._engine, "answers"), self._engine.begin() as db:
            yield db


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def _check(item: str, value: int | None, state: str) -> None:
    if state not in STATES:
        raise BadInput([Problem(item, f'state "{state}" is not one.{nearest(state, STATES)}')])
    whole = isinstance(value, int) and not isinstance(value, bool)
    if state == "answered" and not (whole and value in range(1, 6)):
        raise BadInput([Problem(item, f"an answer is a whole number from 1 to 5, found {value!r}.")])
    if state != "answered" and value is not None:
        raise BadInput([Problem(item, f"state {state} has no value, found {value!r}.")])


def _unknown() -> BadInput:
    return BadInput([Problem("respondent", "nobody has joined with this id; the link may be cut short.")])
