"""The pages there are, and the right each needs; a page that is not here is not served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assess.model.access_rights import Right


def say(text: str) -> str:
    """Marks a title for translation, which happens where it is drawn."""
    return text


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the module below `assess.ui` that draws it, its title in English, and what one needs to open it."""

    module: str
    title: str
    right: Right
    listed: bool = True

    @property
    def address(self) -> str:
        return self.module.rsplit(".", 1)[-1]


_ALL = (
    Page("home", say("Engagement"), Right.ENTER),
    Page("checkup", say("Check-up"), Right.RESULTS),
    Page("findings", say("Findings"), Right.RESULTS),
    Page("copies", say("Copies"), Right.RESULTS),
    Page("metrics", say("Metrics"), Right.RESULTS),
    Page("lineage", say("Lineage"), Right.RESULTS),
    Page("roadmap", say("Roadmap"), Right.RESULTS),
    Page("trend", say("Trend"), Right.RESULTS),
    Page("answers", say("Self-assessment"), Right.ANSWERS),
    Page("workshop", say("Workshop"), Right.ROOMS),
    Page("workshop.wall", say("Wall"), Right.ROOMS, listed=False),
    Page("survey", say("Self-assessment"), Right.ANSWER, listed=False),
)
PAGES: Mapping[str, Page] = MappingProxyType({page.address: page for page in _ALL})
