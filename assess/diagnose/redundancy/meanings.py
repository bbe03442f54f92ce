"""What names and columns say of another grain or another meaning, where no values were compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, product
from math import comb

from assess.diagnose.redundancy.known import Known
from assess.diagnose.redundancy.names import canonical
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.verdict import FALSE_FRIEND, TEMPLATE, Look, Ruling

CHANCE = 0.01  # below this probability it is no accident that only aggregates were added
FAMILY = 3  # tables of one form whose names differ in one word only: one a branch, product or client
WHOLE = 0.95
NEAR_ALIKE = 0.02
NAMESAKES = 50  # tables of a schema whose names are the same but for numbers: more say nothing

_KINDS = {
    "latest": ("last", "latest", "newest", "最新", "当前", "zuixin"),
    "first": ("first", "首次"),
    "summary": (
        "agg", "aggr", "aggregate", "aggregation", "aggregated", "summary", "sum", "total", "rollup",
        "statistic", "count", "cube", "kpi", "report", "汇总", "统计", "聚合", "huizong", "tongji",
    ),
    "event": ("event", "事件"),
    "ping": ("ping",),
    "session": ("session", "会话"),
    "inactive": ("deleted", "removed", "inactive", "disabled", "closed", "cancelled", "删除", "已删除", "注销"),
    "active": ("active", "enabled", "valid", "活跃", "有效"),
    "cumulative": ("cumulative", "lifetime", "ltv", "ytd", "mtd", "cohort", "retention", "funnel", "累计", "留存"),
    "plan": ("plan", "planned", "target", "budget", "forecast", "计划", "目标", "预算", "预测"),
    "actual": ("actual", "实际"),
    "failed": ("error", "failed", "failure", "rejected", "quarantine", "异常", "失败"),
}  # fmt: skip
_ALONE = frozenset({"latest", "first", "summary", "inactive", "cumulative", "failed"})  # tell by themselves
_NOISE = frozenset(
    ("table", "tab", "info", "information", "data", "base", "main", "new", "all", "full", "detail", "list", "record",
     "biz", "sys", "dim", "fact", "fct", "信息", "表", "数据", "明细", "item", "xinxi", "biao", "id", "no")
)  # fmt: skip
_AGGREGATE = frozenset(
    ("count", "total", "average", "maximum", "minimum", "first", "last", "bit", "since", "distinct", "rate", "dau",
     "wau", "mau", "cumulative", "median", "mean", "percentile", "latest", "累计", "day")
)  # fmt: skip
_STAT = frozenset({"status", "statistics"})  # stat is read as either
_PERIODS = {"date": "day"} | {word: word for word in ("day", "hour", "week", "month", "quarter", "year")}


def other_kind(known: Known, look: Look) -> Ruling | None:
    """Names that say another kind of row: events, a summary, the last seen."""
    a, b = look.a, look.b
    if known.marks(a).stem == known.marks(b).stem:
        return None
    only_a, only_b, shared = _apart(known, a, b)
    kind_a, kind_b = _kinds(known, a, only_a), _kinds(known, b, only_b)
    if kind_a and kind_b and kind_a != kind_b:
        return _told("name_kinds", kind_a, kind_b)
    if shared and bool(kind_a) != bool(kind_b):
        word, other = (kind_a, only_b) if kind_a else (kind_b, only_a)
        if not other:
            return Ruling(FALSE_FRIEND, (say("metadata"), say("name_kind", word=word[0])))
    return None


def other_meaning(known: Known, look: Look) -> Ruling | None:
    """Names that tell the two apart: another kind of row, or another thing.

    Names without a word in common say nothing: a copy may be called anything. In one schema two names of plain
    words are two things all the same, since nobody names a copy so that its own colleagues cannot find it.
    """
    a, b = look.a, look.b
    if known.marks(a).stem == known.marks(b).stem:
        return None
    only_a, only_b, shared = _apart(known, a, b)
    places = known.catalogue.places
    one_house = places[a][0] == places[b][0] and known.department(a) == known.department(b)
    if kind := other_kind(known, look):
        return kind
    if shared and only_a and only_b and one_house:
        return _family(known, look) or _told("name_words", only_a, only_b)
    return None


def family_of_one_form(known: Known, look: Look) -> Ruling | None:
    """Tables of one form in one schema, three or more, whose names differ in one word: a template."""
    return _family(known, look) if known.inside(look.a, look.b) else None


def other_columns(known: Known, look: Look) -> Ruling | None:
    """Columns that only one of them has and that say another grain: another period, or aggregates; keys likewise."""
    why = _columns_apart(known, look) or _other_key(known, look)
    return Ruling(FALSE_FRIEND, (say("metadata"), why)) if why else None


def other_grain(known: Known, look: Look) -> Ruling | None:
    """The same of two tables whose rows were compared and found different."""
    why = _columns_apart(known, look)
    return Ruling(FALSE_FRIEND, (why,)) if why else None


def _columns_apart(known: Known, look: Look) -> Reason | None:
    catalogue = known.catalogue
    left_a = sorted(set(catalogue.span(look.a)) - {m.a for m in look.matches})
    left_b = sorted(set(catalogue.span(look.b)) - {m.b for m in look.matches})
    doubtful = ((m.a, m.b) for m in look.matches if m.name < 1)
    period = _other_period(known, chain(doubtful, product(left_a, left_b)))
    if period:
        return say("column_period", a=period[0], b=period[1])
    tokens = catalogue.by_name
    for left in (left_a, left_b):
        added = [c for c in left if _is_sum(tokens[c])]
        if len(added) < 2:
            continue
        common = sum(_is_sum(tokens[m.a]) for m in look.matches)
        if _tail(len(added), len(left), (common + 1) / (len(look.matches) + 2)) < CHANCE:
            names = [catalogue.names[c] for c in added[:4]]
            return say("column_sums", n=len(added), of=len(left), words=names)
    return None


def other_partner(known: Known, look: Look) -> bool:
    """Whether one of the two has a namesake where the other stands, at least as like it as the other is."""
    a, b = look.a, look.b
    if known.marks(a).stem == known.marks(b).stem:
        return False
    likeness = resemblance(known, a, b) - NEAR_ALIKE
    for table, other in ((a, b), (b, a)):
        place = known.catalogue.places[other][:2]
        namesakes = known.namesakes.get((*place, known.marks(table).stem), ())
        if len(namesakes) <= NAMESAKES and any(
            t not in (a, b) and resemblance(known, table, t) >= likeness for t in namesakes
        ):
            return True
    return False


def resemblance(known: Known, a: int, b: int) -> float:
    """Weighted Jaccard of two tables' column names."""
    from assess.diagnose.redundancy.compiled.names import shared_weight

    mine, theirs = known.catalogue.span(a), known.catalogue.span(b)
    ends = mine.start, mine.stop, theirs.start, theirs.stop
    both = float(shared_weight(known.catalogue.by_name.codes, known.weights, ends))
    whole = known.table_weights[a] + known.table_weights[b] - both
    return both / whole if whole else 0.0


def _family(known: Known, look: Look) -> Ruling | None:
    """The template that both belong to, where their names differ in one word at the same place."""
    one, other = known.marks(look.a).stem, known.marks(look.b).stem
    apart = [i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y]
    if len(one) != len(other) or len(apart) != 1 or len(one) < 2 or min(look.cover) < WHOLE:
        return None
    place = apart[0]
    frame = (*one[:place], *one[place + 1 :])
    here = known.catalogue.places[look.a][:2]
    size = known.frames.get((*here, place, frame), 0)
    if size < FAMILY:
        return None
    return Ruling(TEMPLATE, (say("metadata"), say("family", n=size, words=[one[place], other[place]])))


def _apart(known: Known, a: int, b: int) -> tuple[list[str], list[str], frozenset[str]]:
    """The words only the first name has, only the second, and both."""
    mine, theirs = _words(known, a, b), _words(known, b, a)
    return sorted(mine - theirs), sorted(theirs - mine), mine & theirs


def _words(known: Known, table: int, other: int) -> frozenset[str]:
    """Concepts of a table's name, without what says only whose it is."""
    return _named(known.marks(table).stem) - _whose(_house(known, table)) - _whose(_house(known, other))


def _house(known: Known, table: int) -> tuple[str, ...]:
    return (*known.catalogue.places[table][:2], known.department(table))


@lru_cache(maxsize=100_000)
def _named(stem: tuple[str, ...]) -> frozenset[str]:
    found = {word for piece in stem for word in _concepts(piece)}
    return frozenset(word for word in found - _NOISE if len(word) > 1 or word > "\u4e00")


@lru_cache(maxsize=10_000)
def _whose(house: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in house for word in canonical(text).split())


def _concepts(piece: str) -> list[str]:
    return ["statistic"] if piece in ("stat", "stats") else (canonical(piece) or piece).split()


def _kinds(known: Known, table: int, words: Iterable[str]) -> list[str]:
    grain = known.marks(table).grain
    kind_of = _kind_of()
    return sorted({kind_of[word] for word in words if word in kind_of}) or ([grain] if grain else [])


@cache
def _kind_of() -> dict[str, str]:
    """The kind of a word, as it is written here and as the concept that the glossary makes of it."""
    return {form: kind for kind, words in _KINDS.items() for word in words for form in (word, canonical(word))}


def _told(code: str, mine: Sequence[str], theirs: Sequence[str]) -> Ruling:
    return Ruling(FALSE_FRIEND, (say("metadata"), say(code, a=list(mine), b=list(theirs))))


@cache
def _is_sum(token: str) -> bool:
    """Whether a column's token says that many rows were counted or added up."""
    return not _AGGREGATE.isdisjoint(token.split())


@cache
def _period_in(token: str) -> tuple[frozenset[str], frozenset[str]]:
    """The periods a column's token names, and its other words."""
    words = frozenset(token.split())
    return frozenset(_PERIODS[w] for w in words if w in _PERIODS), words - _PERIODS.keys() - _STAT


def _other_period(known: Known, pairs: Iterable[tuple[int, int]]) -> tuple[str, str] | None:
    """Columns such as stat_date in one table and stat_month in the other, alike but for the period."""
    tokens, names = known.catalogue.by_name, known.catalogue.names
    for one, other in pairs:
        said, rest = _period_in(tokens[one])
        if not said:
            continue
        also, others = _period_in(tokens[other])
        if also and not said & also and rest == others:
            return names[one], names[other]
    return None


def _other_key(known: Known, look: Look) -> Reason | None:
    """Declared keys of which one has a column more, though both tables have that column: more rows per thing."""
    flags = known.catalogue.in_key
    key_a = {c for c in known.catalogue.span(look.a) if flags[c]}
    key_b = {c for c in known.catalogue.span(look.b) if flags[c]}
    pairs = {m.a: m.b for m in look.matches}
    if not key_a or not key_b or not key_a <= pairs.keys() or not key_b <= set(pairs.values()):
        return None
    mapped = {pairs[c] for c in key_a}
    if mapped == key_b or not (mapped < key_b or key_b < mapped):
        return None
    names = known.catalogue.names
    words = [[names[c] for c in sorted(key)] for key in (key_a, key_b)]
    return say("key_columns", a=words[0], b=words[1])


def _tail(hits: int, of: int, p: float) -> float:
    """Probability of `hits` or more in `of` trials."""
    return sum(comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(hits, of + 1))
