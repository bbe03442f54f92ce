"""Looker's filter expressions as SQL: `-cancelled,%test%`, `>=5 AND <10`, `[1, 5)`, `no`, `-NULL`, `30 days`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assess.model.text import Text

TEXT_KINDS = {"string", "zipcode", "case", "bin", "tier", "location"}
TIME_KINDS = {"time", "date", "datetime", "date_time", "duration"}
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_COMPARED = re.compile(rf"(<=|>=|<>|!=|=|<|>)\s*({_NUMBER})$")
_INTERVAL = re.compile(rf"(not\s+)?([\[(])\s*({_NUMBER}|-?inf|)\s*,\s*({_NUMBER}|inf|)\s*([\])])$", re.IGNORECASE)
_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_UNIT = r"(second|minute|hour|day|week|month|quarter|year)s?"
_ROLLING = re.compile(rf"(?:(?:last|past)\s+)?(\d+)\s+{_UNIT}$", re.IGNORECASE)
_CALENDAR = re.compile(rf"(?:today|yesterday|(?:this|last|previous|next)\s+{_UNIT}"
                       rf"|\d+\s+{_UNIT}\s+ago(?:\s+for\s+\d+\s+{_UNIT})?)$", re.IGNORECASE)  # fmt: skip
_PIECES = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|((?:\^.|[^,^])*))\s*(?:,|$)""")


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filter as a predicate, or as a window on the dimension it filters; or why it is neither."""

    predicate: str = ""
    window: str = ""
    why: tuple[Text, ...] = ()


def predicate_of(dimension: str, kind: str, value: str, backslash: bool = False) -> Filtered:
    """What a filter expression asks of a dimension, given as SQL and as the type LookML gives it.

    With `backslash` an apostrophe in a text is written as BigQuery wants it.
    """
    said = value.strip()
    if not said:
        return Filtered()  # any value
    if "{{" in said or "{%" in said:
        return Filtered(why=(_unread(said),))
    if kind == "yesno":
        return _of_yesno(dimension, said)
    if kind in TIME_KINDS:
        return _of_time(dimension, said)
    if kind == "number" or (kind not in TEXT_KINDS and _is_numeric(said)):
        found = _of_number(dimension, said)
        return Filtered(found) if found is not None else Filtered(why=(_unread(said),))
    return Filtered(_of_text(dimension, said, backslash))


def _unread(value: str) -> Text:
    return Text(f"筛选“{value}”写不成条件式。", f"The filter {value!r} could not be written as a condition.")


def _of_yesno(dimension: str, value: str) -> Filtered:
    word = value.lower()
    if word in ("yes", "true", "y", "1"):
        return Filtered(dimension)
    if word in ("no", "false", "n", "0"):
        return Filtered(f"NOT COALESCE({dimension}, FALSE)")
    if word in ("yes,no", "yes, no", "no,yes", "no, yes", "any value"):
        return Filtered()
    if word in ("null", "-null", "not null"):
        return Filtered(_null(dimension, word != "null"))
    return Filtered(why=(_unread(value),))


def _null(dimension: str, negated: bool) -> str:
    return f"{dimension} IS NOT NULL" if negated else f"{dimension} IS NULL"


def _is_numeric(value: str) -> bool:
    return bool(_COMPARED.match(value) or _INTERVAL.match(value))


def _of_text(dimension: str, value: str, backslash: bool) -> str:
    equal: list[str] = []
    unequal: list[str] = []
    wanted: list[str] = []
    unwanted: list[str] = []
    nullable = True  # whether what is not one of the unwanted may be null
    for written, is_quoted in _pieces(value):
        negated = written.startswith("-") and not is_quoted and len(written) > 1
        piece = written[1:].strip() if negated else written
        word = "" if is_quoted else piece.upper()
        if word == "NULL":
            (unwanted if negated else wanted).append(_null(dimension, negated))
            nullable = nullable and not negated
        elif word == "EMPTY":
            nullable = nullable and not negated
            empty = f"{dimension} IS NULL OR {dimension} = ''"
            filled = f"{dimension} IS NOT NULL AND {dimension} <> ''"
            (unwanted if negated else wanted).append(filled if negated else empty)
        elif not is_quoted and (pattern := _pattern(piece)):
            (unwanted if negated else wanted).append(
                f"{dimension} {'NOT ' if negated else ''}LIKE {literal(pattern, backslash)}"
            )
        else:
            (unequal if negated else equal).append(literal(re.sub(r"\^(.)", r"\1", piece), backslash))
    if equal:
        wanted.insert(0, _one_of(dimension, equal))
    if unequal:
        unwanted.insert(0, _one_of(dimension, unequal, "NOT "))
    return _both(dimension, wanted, unwanted, nullable)


def _both(dimension: str, wanted: list[str], unwanted: list[str], nullable: bool) -> str:
    """One of the wanted and none of the unwanted; null is not what is unwanted."""
    if not wanted and nullable and unwanted:
        return _any([_every(unwanted), f"{dimension} IS NULL"])
    return _every(([_any(wanted)] if wanted else []) + unwanted)


def _pieces(value: str) -> list[tuple[str, bool]]:
    """What stands between commas, and whether it is in quotation marks."""
    found = []
    at = 0
    while at < len(value):
        match = _PIECES.match(value, at)
        if match is None or match.end() == at:
            found.append((value[at:].strip(), False))
            break
        at = match.end()
        piece = match[1] if match[1] is not None else (match[2] or "").strip()
        if piece or match[1] is not None:
            found.append((piece, match[1] is not None))
    return found


def _pattern(piece: str) -> str:
    """The LIKE pattern of a text with wildcards, empty where it has none."""
    bare = re.sub(r"\^.", "", piece)
    if "%" not in bare and "_" not in bare:
        return ""
    if "%" not in bare and re.fullmatch(r"[\w\s-]*\w_\w[\w\s-]*", bare):
        return ""  # a name such as in_progress is meant as it stands
    return re.sub(r"\^(.)", r"\1", piece)


def literal(text: str, backslash: bool = False) -> str:
    """A text in SQL's quotation marks."""
    if backslash:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "''") + "'"


def _one_of(dimension: str, values: list[str], negation: str = "") -> str:
    values = list(dict.fromkeys(values))
    if len(values) == 1:
        return f"{dimension} {'<>' if negation else '='} {values[0]}"
    return f"{dimension} {negation}IN ({', '.join(values)})"


def _any(conditions: list[str]) -> str:
    return " OR ".join(f"({c})" if " AND " in c and len(conditions) > 1 else c for c in conditions)


def _every(conditions: list[str]) -> str:
    return " AND ".join(f"({c})" if " OR " in c and not c.startswith("(") and len(conditions) > 1 else c
                        for c in conditions)  # fmt: skip


def _of_number(dimension: str, value: str) -> str | None:
    """Numbers, comparisons and intervals; None for what is none of them."""
    equal: list[str] = []
    unequal: list[str] = []
    ranges: list[str] = []
    outside: list[str] = []
    for piece in _split_numbers(value):
        word = re.sub(r"\s+", " ", piece.strip())
        negated = bool(re.match(r"(?i)not\b", word))
        bare = re.sub(r"(?i)^not\s+", "", word)
        if bare.upper() in ("NULL", "-NULL"):
            unlike = negated or bare.startswith("-")
            (outside if unlike else ranges).append(_null(dimension, unlike))
        elif re.fullmatch(_NUMBER, bare):
            # in NOT 66, 99, 4 the numbers after the first are meant as it is
            (unequal if negated or (unequal and not equal) else equal).append(bare)
        elif (match := re.fullmatch(rf"(?:<>|!=)\s*({_NUMBER})", word)) is not None:
            unequal.append(match[1])
        else:
            found = _range(dimension, word)
            if found is None:
                return None
            (outside if negated else ranges).append(found)
    wanted = ([_one_of(dimension, equal)] if equal else []) + ranges
    unwanted = ([_one_of(dimension, unequal, "NOT ")] if unequal else []) + outside
    return _both(dimension, wanted, unwanted, nullable=not outside)


def _split_numbers(value: str) -> list[str]:
    """Pieces between commas and ORs; the comma of an interval is none of them."""
    pieces = re.split(r",(?![^\[(]*[\])])|\bOR\b", value, flags=re.IGNORECASE)
    return [piece for piece in pieces if piece.strip()]


def _range(dimension: str, piece: str) -> str | None:
    if (match := _INTERVAL.match(piece)) is not None:
        low = "" if match[3].lower() in ("", "-inf", "inf") else match[3]
        high = "" if match[4].lower() in ("", "inf") else match[4]
        sides = [f"{dimension} {'>=' if match[2] == '[' else '>'} {low}"] if low else []
        sides += [f"{dimension} {'<=' if match[5] == ']' else '<'} {high}"] if high else []
        found = " AND ".join(sides) or f"{dimension} IS NOT NULL"
        return f"NOT ({found})" if match[1] else found
    if (match := re.fullmatch(rf"(not\s+)?({_NUMBER})\s+to\s+({_NUMBER})", piece, re.IGNORECASE)) is not None:
        return f"{dimension} {'NOT ' if match[1] else ''}BETWEEN {match[2]} AND {match[3]}"
    sides = []
    for side in re.split(r"(?i)\s+and\s+", piece):
        match = _COMPARED.match(side.strip())
        if match is None:
            return None
        sides.append(f"{dimension} {'<>' if match[1] == '!=' else match[1]} {match[2]}")
    return " AND ".join(sides)


def _of_time(dimension: str, value: str) -> Filtered:  # noqa: PLR0911 - one return a form
    word = re.sub(r"\s+", " ", value)
    if word.upper() in ("NULL", "NOT NULL", "-NULL"):
        return Filtered(_null(dimension, word.upper() != "NULL"))
    if (match := _ROLLING.match(word)) is not None:
        return Filtered(window=f"{int(match[1])} {match[2].lower()}")
    if _CALENDAR.match(word):
        return Filtered(window=word.lower())
    if (match := re.fullmatch(rf"(before|after|since|on)\s+({_DAY})", word, re.IGNORECASE)) is not None:
        sign = {"before": "<", "after": ">=", "since": ">="}.get(match[1].lower())
        day = literal(match[2].replace("/", "-"))
        if sign:
            return Filtered(f"{dimension} {sign} {day}")
        word = match[2]
    if (match := re.fullmatch(rf"({_DAY})\s+(to|until)\s+({_DAY})", word, re.IGNORECASE)) is not None:
        first, last = (literal(day.replace("/", "-")) for day in (match[1], match[3]))
        return Filtered(f"{dimension} >= {first} AND {dimension} < {last}")
    if (match := re.fullmatch(r"(\d{4})(?:[-/](\d{1,2}))?", word)) is not None:
        year, month = int(match[1]), int(match[2] or 0)
        start = f"{year}-{month or 1:02}-01"
        end = f"{year + 1}-01-01" if month in (0, 12) else f"{year}-{month + 1:02}-01"
        return Filtered(f"{dimension} >= '{start}' AND {dimension} < '{end}'")
    if re.fullmatch(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", word):
        return Filtered(f"{dimension} = {literal(word.replace('/', '-'))}")
    return Filtered(why=(_unread(value),))
