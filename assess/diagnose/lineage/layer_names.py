"""The layer that a table's own name says, or its schema's: ods_orders, dwd.order_detail, stg__shop, mart_sales."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

LayerName = Literal["ODS", "DWD", "DIM", "DWS", "ADS"]


class Named(NamedTuple):
    """What a name says; `sure` words mean a layer wherever they stand, others are common words as well."""

    layer: LayerName
    sure: bool


_SURE: dict[str, LayerName] = {
    **dict.fromkeys(("ods", "stg", "staging", "landing", "bronze", "sdl"), "ODS"),
    **dict.fromkeys(("dwd", "dwb", "silver", "fct", "intermediate"), "DWD"),
    **dict.fromkeys(("dim", "dims", "dimension", "dimensions"), "DIM"),
    **dict.fromkeys(("dws", "dwm", "dwt"), "DWS"),
    **dict.fromkeys(("ads", "rpt", "mart", "marts", "gold"), "ADS"),
}  # fmt: skip
# raw_milk_yield is no source copy because it begins with raw, app_user no report because it begins with app
_COMMON: dict[str, LayerName] = {
    **dict.fromkeys(("raw", "src", "stage", "tds"), "ODS"),
    **dict.fromkeys(("detail", "int", "fact", "facts"), "DWD"),
    **dict.fromkeys(("agg", "aggregate", "aggregates", "summary"), "DWS"),
    **dict.fromkeys(("app", "report", "reports", "reporting", "dm", "bi"), "ADS"),
}  # fmt: skip


def named(table: str, source: str = "") -> list[Named]:
    """What the table's name begins with, then its schema's; empty where neither says a layer.

    The id of `source`, where the table id begins with it, is a place and counts only where it is a sure word.
    """
    found: list[Named] = []
    *above, name = table.lower().split(".")
    own = source.lower().split(".")
    inside = above[len(own) :] if source and above[: len(own)] == own else above
    for word in (name, *reversed(inside)):
        token = re.split(r"[_\d-]", word)[0]
        if token in _SURE:
            found.append(Named(_SURE[token], True))
        elif token in _COMMON:
            found.append(Named(_COMMON[token], False))
    for word in own if inside is not above else ():
        token = re.split(r"[_\d-]", word)[0]
        if token in _SURE:
            found.append(Named(_SURE[token], True))
    return found
