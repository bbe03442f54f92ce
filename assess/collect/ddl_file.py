"""DDL scripts into tables, columns, keys and comments; views also into statements and edges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.sql.guard import FALLBACKS, FAULTS
from assess.collect.sql.render import render
from assess.collect.sql.script import Statement, collector_off, read_script
from assess.collect.sql.split import Piece, split
from assess.collect.sql_file import evidence_of
from assess.collect.text_file import fingerprint, read_text, shown
from assess.model.evidence import Evidence

RELEVANT = re.compile(r"(?:CREATE|ALTER|COMMENT|USE|SET\s+SEARCH_PATH|EXEC|EXECUTE)\b", re.IGNORECASE)
NO_TABLE = re.compile(
    r"(?:CREATE|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:PUBLIC\s+|UNIQUE\s+|CLUSTERED\s+|NONCLUSTERED\s+|BITMAP\s+|FULLTEXT\s+)*"
    r"(?:INDEX|SEQUENCE|USER|ROLE|SCHEMA|DATABASE|TYPE|DOMAIN|EXTENSION|FUNCTION|PROCEDURE|TRIGGER|SYNONYM|PACKAGE|LOGIN"
    r"|TABLESPACE|POLICY|SERVER|STATISTICS|CONSTRAINT|SESSION|SYSTEM|EVENT|AGGREGATE|OPERATOR|CAST|LANGUAGE)\b",
    re.IGNORECASE,
)
TSQL_COMMENT = re.compile(
    r"EXEC(?:UTE)?\s+(?:sys\.)?sp_addextendedproperty\s+(?:@name\s*=\s*)?N?'MS_Description'\s*,\s*(?:@value\s*=\s*)?N?'(?P<text>(?:[^']|'')*)'"
    r"(?P<place>.*)",
    re.IGNORECASE | re.DOTALL,
)
NO_SCHEMA = {"mysql", "sqlite", "doris", "starrocks", "singlestore"}


@dataclass
class _Column:
    name: str
    type: str
    nullable: bool | None = None
    comment: str = ""
    in_key: bool = False


@dataclass
class _Table:
    schema: str
    name: str
    kind: str
    comment: str = ""
    columns: list[_Column] = field(default_factory=list)


@dataclass
class _Schema:
    """What a script has made so far, by the last two parts of a name in small letters."""

    dialect: str
    tables: dict[tuple[str, str], _Table] = field(default_factory=dict)
    default: str = ""

    def place(self, node: Any) -> tuple[str, str]:
        """(schema, table) as the source keeps them."""
        schema = "" if self.dialect in NO_SCHEMA else (node.text("db") or self.default)
        return ("" if self.dialect == "duckdb" and schema == "main" else schema), str(node.name)

    def find(self, schema: str, name: str) -> _Table | None:
        exact = self.tables.get((schema.lower(), name.lower()))
        if exact or schema:
            return exact
        named = [t for (_, n), t in self.tables.items() if n == name.lower()]
        return named[0] if len(named) == 1 else None


def read_ddl(
    paths: Sequence[Path], dialect: str, *, source: str = "", department: str = "", root: Path | None = None
) -> Evidence:
    """Tables and columns that DDL files create, and the lineage of their views.

    A statement that does not parse is listed under coverage with file and line; the rest goes on.
    """
    engine = dialect_name(dialect)
    schema = _Schema(engine)
    views: list[Statement] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        before = len(schema.tables)
        with collector_off():
            faults = [
                fault
                for piece in split(render(read_text(path, root))[0], engine)
                for fault in _take(piece, schema, name, views)
            ]
        coverage += _coverage(name, source, department, len(schema.tables) - before, faults)
    tables, columns = _rows(schema, source, department, engine)
    found = evidence_of(views, department=department, source=source)
    return Evidence.of(
        {"tables": tables, "columns": columns, "statements": found.statements, "edges": found.edges,
         "coverage": coverage, "inputs": [fingerprint(path, root) for path in sorted(paths)]}
    )  # fmt: skip


def _take(piece: Piece, schema: _Schema, file: str, views: list[Statement]) -> list[int]:
    """Let one statement change the schema; the lines at which nothing could be made of it."""
    text = piece.text
    if piece.inside or not RELEVANT.match(text) or NO_TABLE.match(text):
        return []
    if used := re.fullmatch(r"USE\s+[`\"\[]?([\w$-]+)[`\"\]]?", text, re.IGNORECASE):
        if schema.dialect not in {"tsql", "fabric"}:
            schema.default = used[1]
        return []
    if noted := TSQL_COMMENT.match(text):
        _extended(noted, schema)
        return []
    tree = _parsed(text, schema.dialect)
    if tree is None:
        return [piece.line]
    from sqlglot import exp

    if isinstance(tree, exp.Create) and str(tree.args.get("kind")).upper() in {"TABLE", "VIEW"}:
        _create(tree, schema)
        if tree.args.get("expression") is not None:
            views += read_script(text, schema.dialect, file, piece.line)
    elif isinstance(tree, exp.Comment):
        _comment(tree, schema)
    elif isinstance(tree, exp.Alter):
        _alter(tree, schema)
    elif isinstance(tree, exp.Command) and re.match(
        r"(?:CREATE|COMMENT)\b|ALTER\s+TABLE\b.*PRIMARY\s+KEY", text, re.I | re.S
    ):
        return [piece.line]
    return []


def _parsed(text: str, dialect: str) -> Any:
    """The statement's tree in the first dialect that reads it; a Command only where none reads more."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    command = None
    for attempt in dict.fromkeys((dialect, *FALLBACKS)):
        try:
            trees = [t for t in sqlglot.parse(text, dialect=attempt, error_level=ErrorLevel.IMMEDIATE) if t]
        except (SqlglotError, RecursionError, *FAULTS):
            continue
        if trees and not isinstance(trees[0], exp.Command):
            return trees[0]
        command = command or (trees[0] if trees else None)
    return command


def _create(tree: Any, schema: _Schema) -> None:
    from sqlglot import exp

    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    properties = tree.args.get("properties")
    noted = list(properties.expressions) if properties else []
    if not isinstance(target, exp.Table) or any(isinstance(p, exp.TemporaryProperty) for p in noted):
        return
    place = schema.place(target)
    key = (place[0].lower(), place[1].lower())
    if key in schema.tables:
        return
    table = _Table(*place, kind="view" if str(tree.args["kind"]).upper() == "VIEW" else "table")
    for note in noted:
        if isinstance(note, exp.SchemaCommentProperty):
            table.comment = str(note.this.name)
        if isinstance(note, exp.LikeProperty) and (like := schema.find(*schema.place(note.this))):
            table.columns = [_Column(c.name, c.type, c.nullable, c.comment, c.in_key) for c in like.columns]
    parts = list(tree.this.expressions) if isinstance(tree.this, exp.Schema) else []
    partitioned = [p for n in noted if isinstance(n, exp.PartitionedByProperty) for p in n.find_all(exp.ColumnDef)]
    for part in [*parts, *partitioned]:
        if isinstance(part, exp.ColumnDef):
            table.columns.append(_column(part, schema.dialect))
    query = tree.args.get("expression")
    if not table.columns and isinstance(query, exp.Query):
        names = [p.name for p in parts if isinstance(p, exp.Identifier)] or query.named_selects
        table.columns = [_Column(name, "") for name in names if name and name != "*"]
    for part in parts:
        _key(part, table)
    schema.tables[key] = table


def _column(node: Any, dialect: str) -> _Column:
    from sqlglot import exp

    kind = node.args.get("kind")
    column = _Column(str(node.name), kind.sql(dialect=dialect or None) if kind is not None else "")
    for constraint in node.args.get("constraints") or ():
        what = constraint.args.get("kind")
        if isinstance(what, exp.NotNullColumnConstraint):
            column.nullable = bool(what.args.get("allow_null"))
        elif isinstance(what, exp.PrimaryKeyColumnConstraint):
            column.in_key, column.nullable = True, False
        elif isinstance(what, exp.CommentColumnConstraint):
            column.comment = str(what.this.name)
    return column


def _key(node: Any, table: _Table) -> None:
    """Mark the columns of a PRIMARY KEY (…), named or not."""
    from sqlglot import exp

    for key in node.find_all(exp.PrimaryKey):
        names = {found.name.lower() for part in key.expressions for found in part.find_all(exp.Identifier)}
        for column in table.columns:
            if column.name.lower() in names:
                column.in_key, column.nullable = True, False


def _comment(tree: Any, schema: _Schema) -> None:
    kind, node = str(tree.args.get("kind")).upper(), tree.this
    text = str(tree.expression.name) if tree.expression is not None else ""
    if kind == "COLUMN":
        where = ("" if schema.dialect in NO_SCHEMA else node.text("db") or schema.default), node.text("table")
        _describe(schema.find(*where), node.name, text)
    else:
        _describe(schema.find(*schema.place(node)), "", text)


def _extended(noted: re.Match[str], schema: _Schema) -> None:
    """SQL Server's comments: a call that names schema, table and column."""
    level = dict(
        re.findall(r"N?'(SCHEMA|TABLE|VIEW|COLUMN)'\s*,\s*(?:@level\dname\s*=\s*)?N?'([^']*)'", noted["place"], re.I)
    )
    named = {key.upper(): value for key, value in level.items()}
    table = schema.find(named.get("SCHEMA", ""), named.get("TABLE") or named.get("VIEW") or "")
    table = table or schema.find("", named.get("TABLE") or named.get("VIEW") or "")
    _describe(table, named.get("COLUMN", ""), noted["text"].replace("''", "'"))


def _describe(table: _Table | None, column: str, text: str) -> None:
    if table is None:
        return
    if not column:
        table.comment = text
    for known in table.columns if column else ():
        if known.name.lower() == column.lower():
            known.comment = text


def _alter(tree: Any, schema: _Schema) -> None:
    from sqlglot import exp

    table = schema.find(*schema.place(tree.this))
    for action in (tree.args.get("actions") or ()) if table else ():
        if isinstance(action, exp.ColumnDef):
            table.columns.append(_column(action, schema.dialect))  # type: ignore[union-attr]
        _key(action, table)  # type: ignore[arg-type]


def _rows(
    schema: _Schema, source: str, department: str, engine: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    tables, columns = [], []
    for table in schema.tables.values():
        table_id = ".".join(part for part in (source, table.schema, table.name) if part)
        tables.append(
            {"table_id": table_id, "department": department, "source": source, "schema": table.schema,
             "name": table.name, "kind": table.kind, "engine": engine, "comment": table.comment}
        )  # fmt: skip
        columns += [
            {"table_id": table_id, "position": i, "name": c.name, "type": c.type, "nullable": c.nullable,
             "comment": c.comment, "in_key": c.in_key}
            for i, c in enumerate(table.columns, 1)
        ]  # fmt: skip
    return tables, columns


def _coverage(name: str, source: str, department: str, seen: int, faults: list[int]) -> list[dict[str, Any]]:
    common = {"kind": "ddl", "department": department, "unit_zh": "张表", "unit_en": "tables"}
    why_zh = f"{len(faults)} 条语句无法解析。" if faults else ""
    why_en = f"{len(faults)} statements could not be read." if faults else ""
    whole = {"input": f"{source}: {name}" if source else name, "available": True, "seen": seen, "why_zh": why_zh,
             "why_en": why_en}  # fmt: skip
    parts = [
        {"input": f"{name}:{line}", "available": False, "seen": 0, "why_zh": f"第 {line} 行起的语句无法解析。",
         "why_en": f"The statement from line {line} does not parse."}
        for line in faults
    ]  # fmt: skip
    return [{**common, **row} for row in (whole, *parts)]
