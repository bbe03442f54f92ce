"""A query without its constants: what it is, whatever values it was asked for."""

from __future__ import annotations

import re

LONGEST = 5_000_000  # characters of a query that are looked at
KNOWN = 20_000  # texts remembered as they came
# where two double quotes hold a text and not a name
DOUBLE_IS_TEXT = frozenset(
    ("mysql", "hive", "spark", "spark2", "databricks", "bigquery", "doris", "starrocks", "singlestore")
)
BACKSLASH = DOUBLE_IS_TEXT | {"snowflake", "clickhouse", "drill"}
ROUTINE = re.compile(r"\s*(?:DO\b|CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b)", re.IGNORECASE)
PLACE = re.compile(r"\b(?:GROUP|ORDER)\s+BY\s+(?:[\w.\"`]+(?:\s+(?:ASC|DESC))?\s*,\s*)*$", re.IGNORECASE)


class Bare:
    """Texts of one dialect made bare, the last ones remembered."""

    def __init__(self, dialect: str) -> None:
        quoted = r"'(?:[^'\\]|\\.|'')*'" if dialect in BACKSLASH else r"'(?:[^']|'')*'"
        double = r'|"(?:[^"\\]|\\.|"")*"' if dialect in DOUBLE_IS_TEXT else ""
        triple = r"'''.*?'''|\"\"\".*?\"\"\"|" if dialect == "bigquery" else ""
        hashed = r"|\#[^\n]*" if dialect in {"mysql", "bigquery", "doris", "starrocks", "singlestore"} else ""
        names = r'|"(?:[^"]|"")*"' if not double else ""
        self.values = re.compile(
            rf"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z){hashed})"
            rf"|(?P<dollar>(?<![\w$])\$(?P<tag>(?:[A-Za-z_]\w*)?)\$(?P<inner>.*?)(?:\$(?P=tag)\$|\Z))"
            rf"|(?P<text>(?<![\w])[eEnNbBxXrR]?(?:{triple}{quoted}{double})|{quoted}{double}|'.*\Z)"
            rf"|(?P<name>`[^`]*`{names})"
            r"|(?<![\w$\"`.])(?P<number>-?(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?))(?![\w.])",
            re.DOTALL,
        )
        self.lists = re.compile(r"\(\s*(?:'\?'|0|\$\d+|\?)(?:\s*,\s*(?:'\?'|0|\$\d+|\?))+\s*\)")
        self.rows = re.compile(r"(\bVALUES\s*\([^()]*\))(?:\s*,\s*\([^()]*\))+", re.IGNORECASE)
        self.known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """The text with `'?'` and `0` for its constants, without comments, each run of blanks one."""
        found = self.known.get(text)
        if found is None:
            if len(self.known) >= KNOWN:
                self.known.clear()
            found = self.known[text] = self._made(text[:LONGEST])
        return found

    def _made(self, text: str) -> str:
        body = bool(ROUTINE.match(text))
        bare = self.values.sub(lambda found: self._blank(found, body), text)
        bare = self.lists.sub(lambda found: "('?')" if "'" in found[0] else "(0)", " ".join(bare.split()))
        return self.rows.sub(r"\1", bare).rstrip("; ")

    def _blank(self, found: re.Match[str], body: bool) -> str:
        if found["comment"] is not None:
            return " "
        if found["name"] is not None:
            return found[0]
        if found["number"] is not None:
            # the second column, not the number two
            short = len(found[0]) <= 2 and PLACE.search(found.string[max(0, found.start() - 300) : found.start()])
            return found[0] if short else "0"
        if found["dollar"] is not None and body:
            mark = f"${found['tag']}$"
            return f"{mark}{self._made(found['inner'])}{mark}"
        return "'?'"
