"""What a table's name says of it: layer, environment, version, date, shard, period. Evidence, never a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_PIECES = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COPY_WORDS = frozenset(
    ("bak", "bk", "backup", "bkp", "old", "copy", "snapshot", "snap", "tmp", "temp", "archive", "arch", "orig",
     "deprecated", "beifen", "备份", "旧", "副本", "快照", "临时", "归档")
)  # fmt: skip
_ENVIRONMENTS = {
    "dev": "dev", "develop": "dev", "development": "dev", "test": "test", "tst": "test", "uat": "test", "sit": "test",
    "qa": "test", "pre": "stage", "preprod": "stage", "gray": "stage", "sandbox": "dev", "prod": "prod", "prd": "prod",
    "production": "prod", "online": "prod",
}  # fmt: skip
_LAYERS = {
    "ods": 1, "stg": 1, "staging": 1, "raw": 1, "landing": 1, "bronze": 1, "dwd": 2, "dim": 2, "silver": 2, "dwm": 3,
    "dws": 3, "dwb": 3, "gold": 3, "ads": 4, "app": 4, "rpt": 4, "mart": 4,
}  # fmt: skip
_GRAINS = {
    "hour": "hour", "hourly": "hour", "day": "day", "daily": "day", "日": "day", "每日": "day", "week": "week",
    "weekly": "week", "周": "week", "month": "month", "monthly": "month", "月": "month", "月度": "month",
    "quarter": "quarter", "quarterly": "quarter", "季度": "quarter", "year": "year", "yearly": "year", "annual": "year",
    "年": "year", "年度": "year",
}  # fmt: skip
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])?(?:[0-2]\d|3[01])?")


@dataclass(frozen=True, slots=True)
class Marks:
    """`stem` is the name without its marks; `copy` the words that say copy or version; `layer` 1 raw to 4 report."""

    stem: tuple[str, ...]
    copy: tuple[str, ...]
    release: str
    dates: tuple[str, ...]
    shard: str
    environment: str
    layer: int | None
    grain: str

    @property
    def aside(self) -> bool:
        """Whether the name says that this is not the table itself: a backup word, a date, a second release."""
        return bool(self.copy or self.dates or int(self.release or 0) > 1)


@cache
def read_marks(name: str, schema: str = "", source: str = "") -> Marks:
    """The marks in a table's name; its schema and source give layer and environment where the name gives none."""
    pieces = _pieces(name)
    copy: list[str] = []
    dates: list[str] = []
    stem: list[str] = []
    release = shard = environment = grain = ""
    layer: int | None = None
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else ""
        if piece in _COPY_WORDS:
            copy.append(piece)
        elif piece.isdigit() and before in ("v", "ver", "version"):
            release = piece
            stem.pop()
        elif piece.isdigit() and (_DATE.fullmatch(piece) or (dates and len(piece) <= 2)):
            dates.append(piece)
        elif piece.isdigit() and place == len(pieces) - 1 and place > 0:
            shard = piece
        elif piece in _ENVIRONMENTS and place in (0, len(pieces) - 1) and len(pieces) > 1:
            environment = _ENVIRONMENTS[piece]
        elif piece in _LAYERS and place == 0 and len(pieces) > 1:
            layer = _LAYERS[piece]
        else:
            grain = grain or _GRAINS.get(piece, "")
            stem.append(piece)
    for outer in (schema, source):
        words = _pieces(outer)
        environment = environment or next((_ENVIRONMENTS[w] for w in words if w in _ENVIRONMENTS), "")
        layer = layer or next((_LAYERS[w] for w in words if w in _LAYERS), None)
    return Marks(tuple(stem), tuple(copy), release, tuple(dates), shard, environment, layer, grain)


def _pieces(name: str) -> list[str]:
    return _PIECES.findall(_CAMEL.sub("_", name).lower())
