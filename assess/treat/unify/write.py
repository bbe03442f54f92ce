"""A plan as files: the SQL in the client's dialect, the plan for people in two languages, and for programs as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlglot import exp

from assess.model.text import Language, Text
from assess.store.resources import resource
from assess.treat.unify import tables, views
from assess.treat.unify.loading import load
from assess.treat.unify.parts import Open, Part, Plan

COMMENTS = frozenset({"duckdb", "postgres", "redshift", "oracle", "snowflake"})  # know COMMENT ON
PLAN = "plan.json"


@dataclass(frozen=True)
class Script:
    """One SQL file: its name below the group's folder, the template, what it does, and its statements in order."""

    name: str
    template: str
    about: Text
    statements: tuple[exp.Expr, ...]

    def sql(self, dialect: str) -> tuple[str, ...]:
        """Each statement as text, to be run one by one."""
        return tuple(statement_sql(one, dialect) for one in self.statements)


def statement_sql(statement: exp.Expr, dialect: str) -> str:
    """A statement in its dialect, laid out to be read."""
    return str(statement.sql(dialect=dialect, pretty=True))


def scripts(plan: Plan) -> tuple[Script, ...]:
    """The SQL files in the order they are run; none where the plan says that no SQL can be written."""
    if not plan.sql:
        return ()
    found = []
    if any(part.staged for part in plan.parts):
        about = Text("把别的库里的表搬进来", "bring in tables of other databases")
        found.append(Script("sql/00_stage.sql", "stage", about, tuple(tables.stage(plan))))
    built = [*tables.new_tables(plan), *_comments(plan), *views.reading(plan)]
    built += [views.renewed_view(plan, part) for part in plan.parts]
    checks = [one for part in plan.parts for one in (views.check(plan, part), views.conflicts(part))]
    found += [
        Script("sql/01_set_aside.sql", "set_aside", Text("旧表改名保留", "old tables renamed and kept"),
               tuple(views.set_aside(plan))),
        Script("sql/02_tables.sql", "tables", Text("建主表、从表和视图", "main table, subordinate tables, views"),
               tuple(built)),
        Script("sql/03_load.sql", "load", Text("装入，可重跑", "load; may be run again"), tuple(load(plan))),
        Script("sql/04_check.sql", "check", Text("核对每个视图", "check every view"), tuple(checks)),
    ]  # fmt: skip
    for number, part in enumerate(plan.moving, 1):
        about = Text(f"切换 {part.copy.table}", f"move {part.copy.table}")
        found.append(Script(f"sql/05_switch/{_file(number, part)}", "switch", about, tuple(views.switch(part))))
    for number, part in enumerate(plan.moving, 1):
        about = Text(f"单独退回 {part.copy.table}", f"take {part.copy.table} back alone")
        name = f"sql/06_switch_back/{_file(number, part)}"
        found.append(Script(name, "switch_back", about, tuple(views.switch_back(part))))
    found.append(
        Script("sql/90_back.sql", "back", Text("全部退回原样", "everything as it was"), tuple(views.back(plan)))
    )
    return tuple(found)


def artefacts(plan: Plan) -> dict[str, bytes]:
    """File name -> bytes, the same bytes for the same plan: plan.json, plan.zh.md, plan.en.md and the SQL."""
    made = scripts(plan)
    environment = _environment(plan.dialect)
    files = {PLAN: (json.dumps(as_json(plan, made), ensure_ascii=False, indent=1) + "\n").encode()}
    for language in ("zh", "en"):
        page = environment.overlay()
        page.filters["deciders"] = lambda point, spoken=language: _deciders(plan, point, spoken)
        text = page.get_template("plan.md.j2").render(
            plan=plan, language=language, files=[(s.name, s.about) for s in made]
        )
        files[f"plan.{language}.md"] = (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()
    for script in made:
        text = environment.get_template(f"{script.template}.sql.j2").render(plan=plan, statements=script.statements)
        files[script.name] = (text.strip() + "\n").encode()
    return files


def as_json(plan: Plan, made: Sequence[Script]) -> dict[str, Any]:
    """The plan as plain data, every sentence in both languages."""

    def texts(some: Sequence[Text]) -> list[dict[str, str]]:
        return [one.as_dict() for one in some]

    return {
        "group": plan.case.group, "verdict": plan.case.verdict, "dialect": plan.dialect, "sql": plan.sql,
        "master": plan.case.master.table, "main_table": plan.main.shown,
        "key": [c.name for c in plan.key],
        "business": {"same": texts(plan.same), "differs": texts(plan.differs), "decided": texts(plan.case.decided),
                     "open": [{"kind": o.kind, "column": o.column, "what": o.what.as_dict(), "departments": [*o.who],
                               "people": [*o.people], "who": {x: _deciders(plan, o, x) for x in ("zh", "en")},
                               "proposal": o.proposal.as_dict()} for o in plan.opens]},
        "interface": {
            "retention_days": plan.retention_days, "retention": plan.retention.as_dict(),
            "columns": [
                {"name": c.name, "type": c.type.sql(plan.dialect), "key": c.key, "nullable": c.nullable,
                 "comment": c.comment.as_dict(), "why": c.why.as_dict(),
                 "from": {t: cell.column for t, cell in c.cells.items()}} for c in plan.columns
            ],
            "tables": [
                {"table": p.copy.table, "staged": p.staged, "old_name": p.old.shown, "set_aside": p.before.shown,
                 "rows": p.rows.shown, "apart": p.apart.shown, "renewed": p.renewed.shown,
                 "own": [{"column": o.column, "type": o.type.sql(plan.dialect), "why": o.why.as_dict()} for o in p.own]}
                for p in plan.parts
            ],
        },
        "working": {"owner": plan.owner.as_dict(), "rules": texts(plan.rules), "moves": texts(plan.moves),
                    "drops": texts(plan.drops), "order": [p.copy.table for p in plan.moving]},
        "limits": texts(plan.limits),
        "files": [{"name": s.name, "about": s.about.as_dict(), "statements": len(s.statements)} for s in made],
    }  # fmt: skip


def _comments(plan: Plan) -> list[exp.Expr]:
    """Descriptions of the main table's columns, Chinese and English, where the dialect has a statement for it."""
    if plan.dialect not in COMMENTS:
        return []
    found: list[exp.Expr] = []
    for shared in plan.columns:
        said = " / ".join(dict.fromkeys(t for t in (shared.comment.zh, shared.comment.en) if t))
        table = plan.main.table()
        column = exp.Column(
            this=exp.to_identifier(shared.name, quoted=True), table=table.this.copy(),
            db=table.args["db"].copy() if table.args.get("db") else None,
        )  # fmt: skip
        if said:
            found.append(exp.Comment(this=column, kind="COLUMN", expression=exp.Literal.string(said)))
    return found


def _file(number: int, part: Part) -> str:
    plain = re.sub(r"[^\w.-]+", "_", part.copy.table)[:80].strip(".")
    return f"{number:02d}_{plain or 'table'}.sql"


def _deciders(plan: Plan, point: Open, language: Language | str) -> str:
    names = [plan.case.departments[d][0][language] if d in plan.case.departments else d for d in point.who]
    if len(names) == len(plan.case.departments) or len(names) > 4:
        told = f"{len(names)} 个部门共同商定" if language == "zh" else f"{len(names)} departments together"
    else:
        told = ("、" if language == "zh" else ", ").join(names)
    people = ("、" if language == "zh" else ", ").join(point.people)
    if not people:
        return told
    return f"{told}（{people}）" if language == "zh" else f"{told} ({people})"


@cache
def _environment(dialect: str) -> Environment:
    # Plain text: SQL is written by sqlglot, and what stands in comments and Markdown goes through `line` and `md`.
    env = Environment(
        loader=FileSystemLoader(resource("templates") / "unify"), undefined=StrictUndefined, autoescape=False,  # noqa: S701
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters["sql"] = lambda statement: statement_sql(statement, dialect)
    env.filters["line"] = _line
    env.filters["md"] = lambda text: re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", _line(text))
    return env


def _line(text: object) -> str:
    """One line, whatever the name has in it: nothing gets out of a comment."""
    return re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", str(text))
