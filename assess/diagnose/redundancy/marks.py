"""What a table's name says of it: layer, environment, version, date, shard, period. Evidence, never a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_PIECES = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HISTORY_WORDS = frozenset(
    ("archive", "arch", "archived", "history", "hist", "guidang", "lishi", "归档", "历史")
)  # rows moved away from a table, as well as rows kept twice
_COPY_WORDS = HISTORY_WORDS | {
    "bak", "bk", "bkp", "backup", "backups", "old", "copy", "snapshot", "snap", "tmp", "temp", "orig", "deprecated",
    "beifen", "fuben", "kuaizhao", "linshi", "备份", "旧", "旧表", "副本", "快照", "临时", "废弃",
}  # fmt: skip
_COPY_ENDINGS = {"his": True, "ls": True, "bf": False, "jiu": False}  # only at the end of a name; True: history
_ENVIRONMENTS = {
    "dev": "dev", "develop": "dev", "development": "dev", "kaifa": "dev", "sandbox": "dev", "开发": "dev",
    "test": "test", "tst": "test", "testing": "test", "uat": "test", "sit": "test", "qa": "test", "ceshi": "test",
    "测试": "test", "stage": "stage", "preprod": "stage", "pre": "stage", "gray": "stage", "yufa": "stage",
    "预发": "stage", "预发布": "stage", "灰度": "stage", "prod": "prod", "prd": "prod", "production": "prod",
    "online": "prod", "shengchan": "prod", "生产": "prod", "正式": "prod",
}  # fmt: skip
_NOT_LEADING = frozenset({"pre", "online", "gray", "prod", "qa", "sit", "stage"})  # words of names as well
_LAYERS = {
    "ods": 1, "stg": 1, "staging": 1, "raw": 1, "landing": 1, "bronze": 1, "dwd": 2, "dim": 2, "silver": 2, "dwm": 3,
    "dws": 3, "dwb": 3, "gold": 3, "ads": 4, "app": 4, "rpt": 4, "mart": 4,
}  # fmt: skip
_LOADS = frozenset({"df", "di", "da", "hf", "hi", "mf", "mi", "wf", "yf", "full", "inc", "incr"})  # how it is filled
_HEADS = frozenset({"t", "tb", "tbl"})
_GRAINS = {
    word: grain
    for grain, words in {
        "hour": "hour hourly", "day": "day daily 日 每日 日报 meiri", "week": "week weekly wk 周 每周 周报",
        "month": "month monthly mth mon 月 每月 月度 月报 meiyue", "quarter": "quarter quarterly qtr 季度",
        "year": "year yearly annual yr 年 年度 年报",
    }.items()
    for word in words.split()
}  # fmt: skip
_LETTERS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])?(?:[0-2]\d|3[01])?")
_HAN_MARKS = sorted(
    (w for w in {*_COPY_WORDS, *_ENVIRONMENTS, *_GRAINS} if w > "\u4e00" and (len(w) > 1 or w == "旧")), key=len
)[::-1]


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

    @property
    def history(self) -> bool:
        """Whether the name says that rows of the past are kept here."""
        return any(word in HISTORY_WORDS or _COPY_ENDINGS.get(word, False) for word in self.copy)


@cache
def read_marks(name: str, schema: str = "", source: str = "") -> Marks:  # noqa: PLR0912 (one mark a branch)
    """The marks in a table's name; its schema and source give layer and environment where the name gives none."""
    pieces = _pieces(name)
    copy: list[str] = []
    dates: list[str] = []
    stem: list[str] = []
    release = shard = environment = grain = ""
    layer: int | None = None
    end = len(pieces) - 1
    last = _core(pieces)
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else ""
        after = pieces[place + 1] if place < last else ""
        if piece in _COPY_WORDS or (piece in _COPY_ENDINGS and place == end > 0):
            copy.append(piece)
        elif piece.isdigit() and before in ("v", "ver", "version"):
            release = piece
            stem.pop()
        elif piece.isdigit() and before == "q" and dates:
            dates.append(f"q{piece}")
            stem.pop()
        elif piece.isdigit() and (_DATE.fullmatch(piece) or (dates and len(piece) <= 2)):
            dates.append(piece)
        elif piece.isdigit() and before in copy:
            copy[-1] += piece
        elif piece.isdigit() and after in ("d", "day", "days") and place + 1 == last and place > 0:
            grain = "day" if int(piece) == 1 else f"{int(piece)} days"
        elif piece.isdigit() and place == last and place > 0:
            shard = piece
            if before in ("p", "part", "shard", "分表"):
                stem.pop()
        elif piece in _ENVIRONMENTS and place in (0, last, end) and end and (place or piece not in _NOT_LEADING):
            environment = _ENVIRONMENTS[piece]
        elif piece in _LAYERS and place == 0 and len(pieces) > 1:
            layer = _LAYERS[piece]
        else:
            grain = grain or _GRAINS.get(piece, "") or (_LETTERS.get(piece, "") if place == last > 0 else "")
            stem.append(piece)
    for outer in (schema, source):
        words = _pieces(outer)
        environment = environment or next((_ENVIRONMENTS[w] for w in words if w in _ENVIRONMENTS), "")
        layer = layer or next((_LAYERS[w] for w in words if w in _LAYERS and w != "app"), None)
    copy = copy or [word for word in _pieces(schema) if word in _COPY_WORDS]
    return Marks(_bare(stem), tuple(copy), release, tuple(dates), shard, environment, layer, grain)


def _core(pieces: list[str]) -> int:
    """The place of the last piece before those that say how it is loaded, that it is a copy, or of which day."""
    last = len(pieces) - 1
    while last > 0:
        piece, before = pieces[last], pieces[last - 1]
        copy = piece in _COPY_WORDS or (piece.isdigit() and before in _COPY_WORDS)
        if not (copy or piece in _LOADS or (piece.isdigit() and _DATE.fullmatch(piece))):
            break
        last -= 1
    return last


def _bare(stem: list[str]) -> tuple[str, ...]:
    """Without what says table at the beginning or how it is loaded at the end; never without everything."""
    if len(stem) > 1 and stem[0] in _HEADS:
        stem = stem[1:]
    if len(stem) > 1 and stem[-1] in _LOADS:
        stem = stem[:-1]
    return tuple(stem)


def _pieces(name: str) -> list[str]:
    found = _PIECES.findall(_CAMEL.sub("_", name).lower())
    return [part for piece in found for part in (_han_parts(piece) if piece > "\u4e00" else (piece,))]


def _han_parts(piece: str) -> list[str]:
    """会员订单备份 is 会员订单 and 备份: Chinese has no separators between a name and its marks."""
    for mark in _HAN_MARKS:
        if piece != mark and piece.endswith(mark):
            return [*_han_parts(piece[: -len(mark)]), mark]
        if piece != mark and piece.startswith(mark):
            return [mark, *_han_parts(piece[len(mark) :])]
    return [piece]
