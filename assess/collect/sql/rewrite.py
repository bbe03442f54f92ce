"""Forms sqlglot does not read, written as forms it does: same tables, same columns, same meaning for lineage."""

from __future__ import annotations

import re
from itertools import pairwise

from assess.collect.sql.split import Piece, Token, words

_QUOTED = r"'(?:[^']|'')*'"
DYNAMIC = re.compile(
    rf"(?:EXEC(?:UTE)?\s*(?:IMMEDIATE\s+|SP_EXECUTESQL\s+|SYS\.SP_EXECUTESQL\s+)?\(?\s*N?(?P<text>{_QUOTED})\s*\)?(?:\s*,.*|\s+USING\b.*|\s+INTO\b.*)?)",
    re.IGNORECASE | re.DOTALL,
)
UNLOAD = re.compile(rf"UNLOAD\s*\(\s*(?P<text>{_QUOTED}|\$\$.*?\$\$)\s*\)\s*TO\s*(?P<path>{_QUOTED})", re.I | re.S)
COMPOUND = re.compile(rf"({_QUOTED})|([+\-*/%&|^])=(?!=)")


def dynamic(text: str) -> str:
    """The constant SQL in EXECUTE IMMEDIATE '…', EXEC('…'), sp_executesql N'…', UNLOAD ('…'); empty for other text."""
    if unload := UNLOAD.match(text):
        return f"INSERT OVERWRITE DIRECTORY {unload['path']} {_unquoted(unload['text'])}"
    found = DYNAMIC.fullmatch(text.strip())
    return _unquoted(found["text"]) if found and re.search(r"\s", found["text"]) else ""


_SPARKS = frozenset(("hive", "spark", "databricks"))
_TSQL = frozenset(("tsql", "fabric"))
# (dialects, what is written, how sqlglot knows it); in the order given
RULES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset(("tsql", "", "mysql", "doris", "starrocks")), r"^REPLACE\s+(?:INTO\s+)?(?=[\w`\".]+)", "INSERT INTO "),
    (_TSQL, r"^(INSERT\s+(?:INTO\s+)?[\w.\[\]#@]+\s*(?:\([^()]*\))?)\s*EXEC(?:UTE)?\b.*", r"\1 DEFAULT VALUES"),
    (_TSQL, r"\bOPTION\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$", ""),
    (_TSQL, r"^(INSERT\s+(?:INTO\s+)?[\w.\[\]#@]+)\s+WITH\s*\([^()]*\)", r"\1"),
    (frozenset(("oracle",)),
     r"^(CREATE\s+(?:GLOBAL\s+TEMPORARY\s+)?TABLE\s+[\w.\"$#]+)\s+[\w\s]*?(?=\bAS\s*\(?\s*(?:SELECT|WITH)\b)", r"\1 "),
    (frozenset(("oracle",)), r"\bDELETE\s+WHERE\b.*?(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|$)", ""),
    (frozenset(("bigquery",)), r"^CREATE\s+SNAPSHOT\s+TABLE\b", "CREATE TABLE"),
    (frozenset(("mysql",)), rf"^LOAD\s+DATA\b.*?\bINFILE\s+({_QUOTED})\s+(?:\w+\s+)?INTO\s+TABLE\s+(\S+).*",
     r"COPY \2 FROM \1"),
    (frozenset(("teradata",)),
     r"\bLOCKING\s+(?:ROW|TABLE|VIEW|DATABASE)?\s*[\w.]*\s*(?:FOR|IN)\s+\w+(?:\s+MODE)?(?:\s+NOWAIT)?\s*", ""),
    (frozenset(("teradata",)), r"\(\s*(?:TITLE|FORMAT)\s+'[^']*'\s*\)", ""),
    (_SPARKS, r"^EXPORT\s+TABLE\b.*", "SELECT 1"),
    (_SPARKS, r"^ALTER\s+TABLE\s+(\S+)\s+EXCHANGE\s+PARTITION\s*\([^()]*\)\s*WITH\s+TABLE\s+(\S+)$",
     r"INSERT INTO \1 SELECT * FROM \2"),
    (_SPARKS, r"^CREATE\s+OR\s+REFRESH\s+(?:STREAMING\s+)?(?:LIVE\s+)?", "CREATE OR REPLACE "),
    (_SPARKS, r"^CREATE\s+(?:STREAMING\s+)?LIVE\s+", "CREATE "),
    (_SPARKS, r"\bSTREAM\s*\(\s*([\w.`]+)\s*\)", r"\1"),
    (_SPARKS, r"\bLIVE\.(?=\w)", ""),
)  # fmt: skip
_RULES = tuple((dialects, re.compile(what, re.IGNORECASE | re.DOTALL), how) for dialects, what, how in RULES)


def rewritten(text: str, dialect: str) -> str:
    """The statement in words sqlglot knows, or unchanged."""
    if dialect in _TSQL:
        text = COMPOUND.sub(lambda m: m[1] or "=", text)
    for dialects, what, how in _RULES:
        if dialect in dialects:
            text = what.sub(how, text)
    return text.lstrip()


def _unquoted(text: str) -> str:
    return text[2:-2] if text.startswith("$$") else text[1:-1].replace("''", "'")


ALWAYS = frozenset(
    ["DECLARE", "EXEC", "EXECUTE", "TRUNCATE", "PRINT", "WHILE", "RETURN", "USE", "RAISERROR", "THROW", "GO"]
)
CHANGES = frozenset(["INSERT", "UPDATE", "DELETE", "MERGE"])
BLOCKS = frozenset(["BEGIN", "END", "IF", "ELSE", "COMMIT", "ROLLBACK"])
DDL = frozenset(["CREATE", "ALTER", "DROP"])
NOT_AFTER = frozenset(
    ["THEN", "ON", "FOR", "AFTER", "OF", "GRANT", "REVOKE", "DENY", "INSTEAD", "BEFORE", "OR", "NOT", "AS"]
)
JOINERS = frozenset(["UNION", "ALL", "EXCEPT", "INTERSECT", "AS", "FOR", "EXISTS", "IN"])


STRUCTURAL = re.compile(r"(?:(?:BEGIN|END|ELSE)(?:\s+(?:TRY|CATCH))?\s*;?\s*|(?:IF|WHILE)\b.*)", re.I | re.S)


def by_verb(piece: Piece, dialect: str) -> list[Piece]:
    """A T-SQL text without semicolons cut where a new statement's verb begins."""
    known = [t for t in words(piece.text, dialect) if t.depth == 0]
    cuts = [0]
    verb, body, cases = "", False, 0
    for i, token in enumerate(known):
        before = known[i - 1] if i else Token("", -1, -1, 0)
        cases += (token.word == "CASE") - (token.word == "END" and cases > 0)
        closes_case = token.word == "END" and before.word and _in_case(known, i)
        if i and not closes_case and _begins(token, before, verb, body, piece.text):
            cuts.append(token.start)
            verb, body = token.word, False
        elif not i:
            verb = token.word
        elif token.word in {"SELECT", "VALUES", "DEFAULT", "SET"} or (verb == "WITH" and token.word in CHANGES):
            body = True
            verb = token.word if verb == "WITH" and token.word in CHANGES else verb
    cuts.append(len(piece.text))
    parts = [(piece.text[a:b], a) for a, b in pairwise(cuts)]
    kept = [(text, a) for text, a in parts if not STRUCTURAL.fullmatch(text)]
    return [
        Piece(re.sub(r"^(?:BEGIN|END|ELSE)\b(?:\s+(?:TRY|CATCH))?\s*", "", text, flags=re.I).rstrip(),
              piece.line + piece.text.count("\n", 0, a))
        for text, a in kept
    ]  # fmt: skip


def _in_case(known: list[Token], at: int) -> bool:
    """Whether the END at this place closes a CASE."""
    open_cases = 0
    for token in known[:at]:
        open_cases += token.word == "CASE"
        open_cases -= token.word == "END" and open_cases > 0
    return open_cases > 0


def _begins(token: Token, before: Token, verb: str, body: bool, text: str) -> bool:  # noqa: PLR0911 - a table of cases
    word = token.word
    if word in CHANGES:
        switched = verb == "SET" and before.word in {"ON", "OFF"}
        return (
            (switched or before.word not in NOT_AFTER)
            and not (verb == "WITH" and not body)
            and text[token.start - 1] not in ",."
        )
    if word == "SELECT":
        waits = verb in {"INSERT", "WITH", "CREATE", "ALTER"} and not body
        return before.word not in JOINERS and not waits
    if word == "WITH":
        return bool(re.match(r"WITH\s+[\w\[\]#]+\s*(?:\([^()]*\))?\s*AS\s*\(", text[token.start :], re.I))
    if word == "SET":
        return not (verb in {"UPDATE", "MERGE"} and not body) and before.word != "UPDATE"
    if word in DDL:
        return verb not in {"ALTER"} and before.word not in NOT_AFTER
    if word == "IF":
        return (
            before.word not in {"TABLE", "VIEW", "PROCEDURE", "FUNCTION", "INDEX", "DROP", "END"}
            or before.word == "END"
        )
    if word in {"EXEC", "EXECUTE"} and verb == "INSERT" and not body:
        return False
    return word in ALWAYS or word in BLOCKS
