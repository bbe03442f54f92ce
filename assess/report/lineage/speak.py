"""How pictures of lineage speak: names of departments and layers, boxes of tables, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assess.report.lineage.atlas import LAYERS, Atlas
from assess.report.lineage.shapes import Box, footed, named
from assess.report.voice import Voice

UNKNOWN = "\nunknown"  # the id of the lane of tables whose department nobody knows


@dataclass(frozen=True)
class Speaker:
    """`names` are the departments' names in the language; `most` is the widest line of a box in pixels."""

    atlas: Atlas
    say: Voice
    names: Mapping[str, str]
    most: float = 170.0

    def department(self, identifier: str) -> str:
        return self.names.get(identifier, identifier) or self.say("department unknown")

    def layer(self, key: str) -> str:
        return self.say(LAYERS[key]) if key in LAYERS else key

    def table(self, identifier: str, look: str = "", *, sign: str = "", foot: str = "") -> Box:
        """A table's box: its own name, then department and the schema it lies in."""
        fact = self.atlas.facts[identifier]
        place = identifier.rsplit(".", 1)[0] if "." in identifier else ""
        under = self.department(fact.department) + (f" · {place}" if place else "")
        plain = "unknown" if not fact.known else "root" if not self.atlas.graph.in_degree(identifier) else "table"
        return Box(
            identifier, named(identifier, self.most), footed((under, foot), self.most), look or plain,
            self.say.comma.join(filter(None, (identifier, self.department(fact.department), sign))), sign,
        )  # fmt: skip

    def more(self, identifier: str, count: int) -> Box:
        """The box that stands for what is left out."""
        text = self.say.many("and {n} more table", "and {n} more tables", count)
        return Box(identifier, footed((text,), self.most), (), "more", text)
