"""Boundary, tiers and definitions without the client's names: which field is ours, and which is the client's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assess.report.redact_names import Aliases

PARTS = ("boundary", "tiering", "dictionary")
WITHHELD = {"zh": "（已隐去）", "en": "(withheld)"}
_METRIC = re.compile(r"(.+?):(\d+) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Fields:
    """Rewrites one part field by field; `department` turns an id into its alias."""

    aliases: Aliases
    department: Callable[[str], str]

    def meet(self, value: Any, key: str = "") -> None:
        """Meet every name before any sentence is rewritten."""
        if isinstance(value, Mapping):
            if not {"zh", "en"} <= set(value):
                for name, part in value.items():
                    self.meet(part, name)
        elif isinstance(value, list):
            for part in value:
                self.meet(part, key)
        elif isinstance(value, str) and value and not key.startswith("department"):
            self._name(value, key)

    def rewrite(self, value: Any, key: str = "") -> Any:
        """The part with aliases for the client's names; numbers, ids and our own words stay."""
        if isinstance(value, Mapping):
            if {"zh", "en"} <= set(value):
                if key == "source":
                    return WITHHELD
                return {language: self.aliases.sentence(text, language) for language, text in value.items()}
            told = {name: self.rewrite(part, name) for name, part in value.items()}
            if told.get("how"):
                told["how"] = f"sql/{told['source']}.sql"
            return told
        if isinstance(value, list):
            return [self.rewrite(part, key) for part in value]
        if not isinstance(value, str) or not value:
            return value
        return self.department(value) if key.startswith("department") else self._name(value, key)

    def _name(self, value: str, key: str) -> str:  # noqa: PLR0911 (a table of cases)
        if key == "table":
            return self.aliases("table", value, value.rsplit(".", 1)[-1])
        if key == "metric":
            match = _METRIC.fullmatch(value)
            if match is None:
                return self.aliases("name", value)
            return f"{self.aliases('file', match[1])}:{match[2]} {self.aliases('metric', match[3])}"
        if key == "name":
            return self.aliases("metric", value)
        if key == "file":
            return self.aliases("file", value, value.rsplit("/", 1)[-1])
        if key == "owner":
            return self.aliases("person", value)
        if key == "source":
            return self.aliases("input", value)
        if key == "formula" and not value.startswith("sum over "):
            return self.aliases.sql(value)
        return value
