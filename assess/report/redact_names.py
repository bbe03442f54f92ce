"""Stable aliases for a client's names, in the order in which a result mentions them, and text with the names replaced.

Tables are A1, A2, …, columns and other names K, metrics M, files F, inputs S, people P, departments “department 3”.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cached_property

from assess.model.text import inert
from assess.report.redact_words import SQL_WORDS, product_words

PREFIX = {"table": "A", "name": "K", "metric": "M", "file": "F", "input": "S", "person": "P", "department": "d"}
NOUNS = {  # how an alias is said in a sentence
    "table": ("表 {alias}", "table {alias}"),
    "metric": ("指标 {alias}", "metric {alias}"),
    "input": ("输入 {alias}", "input {alias}"),
    "department": ("部门 {n}", "Department {n}"),
    "client": ("客户", "The client"),
}
# Key columns in a sentence of the comparison, whatever words they are: “By city = cs, …”, “按 city = cs 对比…”.
_KEYED = (re.compile(r"(?<=按 )\S+( = \S+)?(?= 对比)"), re.compile(r"(?<=\bBy )[^\s,]+( = [^\s,]+)?(?=,)"))
KEEP_IT = "Keep this file: it turns the aliases back into names. Do not hand it out."
_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|[^\W\d][\w$]*|\d[\w.]*|.", re.DOTALL
)
_IDENTIFIER = re.compile(r"[A-Za-z0-9$]+(?:[_./\-][A-Za-z0-9_$]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Aliases:
    """Names met so far; `said` are the forms in which a name is replaced in sentences, by kind and number."""

    known: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    said: dict[str, tuple[str, int]] = field(default_factory=dict)

    def number(self, kind: str, name: str, *forms: str) -> int:
        """The number of a name, a new one if it has none; `forms` are what sentences call it, the name itself too."""
        key = (kind, name)
        if key not in self.known:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.known[key] = self.counts[kind]
        own = () if kind in ("department", "client") else (name,)
        for form in (*own, *forms):
            if form in self.said:
                continue
            if len(form) > 1 or _HAN.match(form):
                self.said[form] = (kind, self.known[key])
                self.__dict__.pop("_pattern", None)
        return self.known[key]

    def __call__(self, kind: str, name: str, *forms: str) -> str:
        """The alias of a name: A17. Of a file the ending is kept: F3.sql."""
        alias = f"{PREFIX[kind]}{self.number(kind, name, *forms)}"
        ending = re.search(r"\.(sql|csv|xlsx|yaml|yml|json|py|parquet|tsv|txt)$", name) if kind == "file" else None
        return alias + (ending[0] if ending else "")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """All forms, the longest first; a plain English word only inside quotation marks or beside a dot."""
        plain = product_words()
        forms = []
        for form in sorted(self.said, key=lambda f: (-len(f), f)):
            text = re.escape(form)
            if form.isascii():
                ours = form.lower() in plain and (form.islower() or form.istitle())
                ordinary = ours and self.said[form][0] not in ("client", "department", "person", "metric")
                before, after = (r"(?<=[“\"'`.])", r"(?=[”\"'`.])") if ordinary else (r"(?<![\w$])", r"(?![\w$])")
                text = f"{before}{text}{after}"
            elif self.said[form][0] == "name" and len(form) < 3:
                text = rf"(?<=[“\"'`.(]){text}(?=[”\"'`.)])"
            forms.append(text)
        return re.compile("|".join(forms) or r"(?!)")

    def sentence(self, text: str, language: str) -> str:
        """A sentence with every known name replaced; what still looks like an identifier gets an alias of its own."""
        side = 0 if language == "zh" else 1

        def known(match: re.Match[str]) -> str:
            kind, n = self.said[match[0]]
            shown = NOUNS.get(kind, ("{alias}", "{alias}"))[side].format(alias=f"{PREFIX.get(kind, '')}{n}", n=n)
            if language == "en" and match.start() == 0:
                shown = shown[:1].upper() + shown[1:]
            return "\0" + shown + (" " if _HAN.match(text[match.end() : match.end() + 1]) else "") + "\1"

        def keyed(match: re.Match[str]) -> str:
            return re.sub(r"[^\s=,]+", lambda name: f"\0{self._met('name', name[0])}\1", match[0])

        def unknown(match: re.Match[str]) -> str:
            token = match[0]
            strange = "_" in token or "/" in token or re.search(r"\.(sql|csv|xlsx|ya?ml|json|py|parquet)$", token)
            if not strange or token.lower() in product_words() or re.fullmatch(r"[\d./\-]+", token):
                return token
            return self._met("file" if "/" in token else "name", token)

        told = _KEYED[side].sub(keyed, text)
        told = (
            self._pattern.sub(known, told)
            if "\0" not in told
            else "".join(
                p if p.startswith("\0") else self._pattern.sub(known, p) for p in re.split("(\0[^\1]*\1)", told)
            )
        )
        parts = re.split("(\0[^\1]*\1)", told)
        return "".join(p[1:-1] if p.startswith("\0") else _IDENTIFIER.sub(unknown, p) for p in parts)

    def _met(self, kind: str, name: str) -> str:
        """The alias of a name met in a sentence; it finds itself again, so no pattern needs it."""
        if (kind, name) not in self.known:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.known[kind, name] = self.counts[kind]
        return f"{PREFIX[kind]}{self.known[kind, name]}"

    def sql(self, text: str) -> str:
        """A formula or statement: words of SQL and numbers stay, names become aliases, texts and comments go."""
        out, dotted = [], ""
        tokens = [t for t in _TOKEN.findall(text) if not t.startswith(("--", "/*"))]
        for n, token in enumerate(tokens):
            if token.startswith("'"):
                out.append("'…'")
            elif re.match(r"[^\W\d]|[\"`]", token):
                name = token.strip('"`')
                follows = tokens[n + 1] if n + 1 < len(tokens) else ""
                if not dotted and token[0] not in '"`' and name.upper() in SQL_WORDS and follows != ".":
                    out.append(token)
                    continue
                if follows == "." or dotted:
                    dotted += name
                    if follows != ".":
                        out.append(self._dotted(dotted))
                        dotted = ""
                    continue
                out.append(self("name", name))
            elif dotted and token == ".":  # noqa: S105
                dotted += "."
            else:
                out.append(token)
        return "".join(out)

    def _dotted(self, name: str) -> str:
        if ("table", name) in self.known:
            return self("table", name)
        head, _, last = name.rpartition(".")
        return f"{self._dotted(head)}.{self('name', last)}" if head else self("name", last)

    def csv(self) -> bytes:
        """Alias and name, for the consultant alone; no name is a formula."""
        data = io.StringIO()
        writer = csv.writer(data, lineterminator="\n")
        writer.writerow([KEEP_IT])
        writer.writerow(["kind", "alias", "name"])
        for (kind, name), n in sorted(self.known.items(), key=lambda pair: (pair[0][0], pair[1])):
            if kind in PREFIX:
                writer.writerow([kind, f"{PREFIX[kind]}{n}", inert(name)])
        return ("\ufeff" + data.getvalue()).encode()
