"""Patterns and check digits of personal data in the SQL of each engine, and in Python for SQLite, which has none."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from assess.collect.personal_kinds import Pattern, by_values

LONGEST, SHORTEST = 200, 7  # characters of a value that are looked at; shorter ones fit no pattern
STARS = ".*[*＊•●].*|[0-9]+[xX]{3,}[0-9]*"
HEX = "[0-9a-fA-F]"
HASHES = (
    f"{HEX}{{32}}|{HEX}{{40}}|{HEX}{{56}}|{HEX}{{64}}|{HEX}{{96}}|{HEX}{{128}}|[A-Za-z0-9+/]{{22,}}==?"
    "|[$]2[aby][$].{50,60}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(17-i) mod 11, GB 11643-1999
_LAST = "10X98765432"
_DIGITS, _DOUBLED = "0123456789", "0516273849"  # place of a digit; of twice a digit, its own digits added up (Luhn)
_CARD = 19  # digits of the longest card


def sample(engine: str, table: str, columns: list[str], rows: int | None, most: int) -> str:
    """A FROM item of at most `most` rows: spread over a table known to be large where that is cheap, else its first.

    The same rows every time in PostgreSQL and DuckDB, as long as the table is not written.
    """
    if rows is None or rows < 10 * most:
        spread = [f"SELECT {', '.join(columns)} FROM {table} LIMIT {most}"]
    elif engine == "postgres":
        percent = min(100.0, 200 * most / rows)
        spread = [
            f"SELECT {', '.join(columns)} FROM {table} TABLESAMPLE SYSTEM ({percent:.6f}) REPEATABLE (0) LIMIT {most}"
        ]
    elif engine == "duckdb":
        slices, each = 8, most // 8
        spread = [
            f"SELECT {', '.join(columns)} FROM {table} WHERE rowid >= {first} AND rowid < {first + each}"
            for first in (i * (rows // slices) for i in range(slices))
        ]
    else:
        spread = [f"SELECT {', '.join(columns)} FROM {table} LIMIT {most}"]
    return f"({' UNION ALL '.join(spread)}) AS t"


def looked(engine: str, name: str) -> str:
    """A column's value as the text that is looked at: at most 200 characters, one line, no blanks around; or null."""
    if engine == "sqlite":
        text, line = f"substr(cast({name} AS text), 1, {LONGEST})", "char({})"
    elif engine == "mysql":
        text = f"left(cast({name} AS char character set utf8mb4), {LONGEST}) COLLATE utf8mb4_bin"
        line = "char({} using utf8mb4)"
    else:
        kind = {"postgres": "text", "spark": "string"}.get(engine, "varchar")
        text, line = f"left(cast({name} AS {kind}), {LONGEST})", "chr({})"
    for break_ in (10, 13):
        text = f"replace({text}, {line.format(break_)}, ' ')"
    return f"nullif(trim({text}), '')"


@cache
def counted(engine: str) -> tuple[str, ...]:
    """Aggregates over `v` (SQLite: and `m`, its looks): seen, distinct, masked, pseudonymised, and for each kind how
    many fit and in how many ways the last eleven digits of those begin."""
    digits = f"substr({_compact('v')}, -11)" if engine == "sqlite" else f"right({_compact('v')}, 11)"
    start = f"substr({digits}, 1, 3)"
    tests = [_test(engine, place, STARS if place == 0 else HASHES) for place in (0, 1)]
    wholes = [
        _test(engine, place, *(pattern for pattern in kind.values)) for place, (_, kind) in enumerate(by_values(), 2)
    ]
    by_kind = [
        part
        for (_, kind), test in zip(by_values(), wholes, strict=True)
        for part in (_sum(test), f"count(DISTINCT CASE WHEN {test} THEN {start} END)" if kind.spread > 1 else "1")
    ]
    return ("count(v)", "count(DISTINCT v)", *(_sum(test) for test in tests), *by_kind)


def _sum(test: str) -> str:
    return f"sum(CASE WHEN {test} THEN 1 ELSE 0 END)"


def _test(engine: str, place: int, *patterns: Pattern | str) -> str:
    """Whether `v` fits one of the patterns; `place` is that of the answer in the looks of SQLite."""
    if engine == "sqlite":
        return f"(m >> {place}) & 1"
    parts = []
    for pattern in patterns:
        if isinstance(pattern, str):
            parts.append(_fits(engine, pattern))
        elif pattern.check:
            # CASE, as engines work out both sides of AND: check digits are dear.
            check = _resident() if pattern.check == "resident" else _luhn()
            parts.append(f"CASE WHEN {_fits(engine, pattern.match)} THEN {check} ELSE false END")
        else:
            parts.append(_fits(engine, pattern.match))
    whole = " OR ".join(parts)
    if isinstance(patterns[0], str):
        return f"({whole})"
    length = "char_length(v)" if engine == "mysql" else "length(v)"
    return f"CASE WHEN {length} >= {SHORTEST} THEN {whole} ELSE false END"


def _fits(engine: str, pattern: str) -> str:
    plain = pattern.replace("'", "''")
    if engine == "duckdb":
        return f"regexp_full_match(v, '{plain}')"
    if engine == "spark":
        return f"v RLIKE '^(?:{plain.replace(chr(92), chr(92) * 2)})\\\\z'"
    if engine == "mysql":
        return f"v REGEXP '^(?:{plain})\\\\z'"
    return f"v ~ '^(?:{plain})$'"


def _compact(value: str) -> str:
    return f"replace(replace({value}, ' ', ''), '-', '')"


def _resident() -> str:
    """ISO 7064 MOD 11-2: the last sign follows from the weighted sum of the first seventeen digits."""
    terms = " + ".join(
        f"{weight} * (position(substr(v, {i}, 1) IN '{_DIGITS}') - 1)" for i, weight in enumerate(_WEIGHTS, 1)
    )
    return f"upper(substr(v, 18, 1)) = substr('{_LAST}', mod({terms}, 11) + 1, 1)"


def _luhn() -> str:
    """ISO/IEC 7812-1 annex B: from the right, every second digit doubled and its digits added up; a multiple of ten."""
    padded = f"lpad({_compact('v')}, {_CARD}, '0')"
    terms = " + ".join(
        f"position(substr({padded}, {i}, 1) IN '{_DIGITS if (_CARD - i) % 2 == 0 else _DOUBLED}')"
        for i in range(1, _CARD + 1)
    )
    return f"mod({terms} - {_CARD}, 10) = 0"


def looks_mask(text: Any) -> int:
    """What a value looks like, for SQLite: bit 0 masked, bit 1 pseudonymised, then a bit for each kind."""
    if not isinstance(text, str):
        return 0
    mask = int(bool(_whole(STARS).fullmatch(text))) + 2 * int(bool(_whole(HASHES).fullmatch(text)))
    if len(text) < SHORTEST:
        return mask
    for place, (_, kind) in enumerate(by_values(), 2):
        if any(_whole(p.match).fullmatch(text) and _checked(text, p.check) for p in kind.values):
            mask |= 1 << place
    return mask


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _checked(text: str, check: str) -> bool:
    if check == "resident":
        total = sum(weight * _DIGITS.find(sign) for weight, sign in zip(_WEIGHTS, text, strict=False))
        return text[17:18].upper() == _LAST[total % 11]
    if check == "luhn":
        digits = text.replace(" ", "").replace("-", "").rjust(_CARD, "0")
        places = (_DIGITS if (_CARD - i) % 2 == 0 else _DOUBLED for i in range(1, _CARD + 1))
        return sum(where.find(sign) for where, sign in zip(places, digits, strict=False)) % 10 == 0
    return True
