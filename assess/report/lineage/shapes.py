"""What a picture is made of: boxes with words, links between them, and where each came to stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assess.report import tokens
from assess.report.lineage.measure import broken, width_of

HEAD, FOOT = 11.5, 9.5  # size of a box's name and of what stands under it
LINE, FOOT_LINE = 14.0, 12.5
PAD_X, PAD_Y = 9.0, 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """`id` is what a click reports; `head` and `foot` are lines; `look` is a key of draw.LOOKS; `spoken` is read aloud.

    `sign` stands in a corner: the ids of findings on it, or a word.
    """

    id: str
    head: tuple[str, ...]
    foot: tuple[str, ...] = ()
    look: str = "table"
    spoken: str = ""
    sign: str = ""
    middle: bool = False  # words in the middle, not at the left

    @property
    def width(self) -> float:
        heads = [width_of(line, HEAD, tokens.SEMIBOLD) for line in self.head]
        feet = [width_of(line, FOOT) for line in self.foot]
        sign = width_of(self.sign, FOOT, tokens.SEMIBOLD) if self.sign else 0.0
        return max([*heads, *feet, sign]) + 2 * PAD_X

    @property
    def height(self) -> float:
        lines = LINE * len(self.head) + FOOT_LINE * (len(self.foot) + bool(self.sign))
        return lines + 2 * PAD_Y


@dataclass(frozen=True, slots=True)
class Link:
    """From one box to another; `weight` is how many dependencies it stands for."""

    source: str
    target: str
    weight: int = 1
    look: str = "plain"

    @property
    def id(self) -> str:
        return f"{self.source}\n{self.target}"


@dataclass(frozen=True, slots=True)
class Word:
    """A text that is no box: name of a column or a lane, a number at a link. `align` is start, middle or end."""

    x: float
    y: float
    text: str
    align: str = "start"
    size: float = FOOT
    weight: int = tokens.REGULAR
    colour: str = tokens.MUTED
    id: str = ""
    ground: bool = False  # on a white ground of its own, where it stands on lines

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the text."""
        wide = width_of(self.text, self.size, self.weight)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.align]
        return left, self.y - self.size * 0.85, left + wide, self.y + self.size * 0.25


@dataclass(frozen=True)
class Placed:
    """A finished picture: upper left corners of the boxes, points of the links, words, lines, and its size."""

    boxes: Mapping[str, Box]
    corners: Mapping[str, Point]
    links: Sequence[Link]
    routes: Mapping[str, Sequence[Point]]
    width: float
    height: float
    words: Sequence[Word] = ()
    rules: Sequence[tuple[Point, Point]] = field(default=())
    sizes: Mapping[str, Point] = field(default_factory=dict)

    def size(self, box: str) -> Point:
        """Width and height of a box; its column may have given it more than it needs."""
        return self.sizes.get(box, (self.boxes[box].width, self.boxes[box].height))


def named(identifier: str, most: float) -> tuple[str, ...]:
    """A table's own name (what stands after the last dot) in lines."""
    return broken(identifier.rsplit(".", 1)[-1], most, HEAD, tokens.SEMIBOLD)


def footed(texts: Sequence[str], most: float) -> tuple[str, ...]:
    """Muted lines under the name, each broken where it is too wide."""
    return tuple(line for text in texts if text for line in broken(text, most, FOOT))
