"""What names and lineage say of two tables: environment, layer, version, period. Asked after form or rows agree."""

from __future__ import annotations

from assess.diagnose.redundancy.known import Known
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.verdict import ENVIRONMENT, FALSE_FRIEND, LAYER, SHARD, Look, Ruling

MOSTLY = 0.9


def environments(known: Known, look: Look) -> Ruling | None:
    """The same table in development, test or production."""
    mine, theirs = known.marks(look.a), known.marks(look.b)
    here, there = mine.environment or "prod", theirs.environment or "prod"
    if here == there or mine.stem != theirs.stem:
        return None
    return Ruling(ENVIRONMENT, (say("environment", a=here, b=there),))


def pipeline(known: Known, look: Look) -> Ruling | None:
    """One table built from the other by scripts: layering (ods, dwd, dws, ads), or a step that adds, drops or unites.

    A script that merely repeats a table within one layer made a copy; one that hands part of it to another
    department made a copy as well.
    """
    for up, down in ((look.a, look.b), (look.b, look.a)):
        where = known.built_at(up, down)
        if not where:
            continue
        if (known.marks(down).layer or 0) > (known.marks(up).layer or 0):
            return Ruling(LAYER, (say("layer", where=where),))
        united = _shares(look, up)[0] >= MOSTLY > 2 * _shares(look, up)[1]
        same_keeper = known.department(up) == known.department(down)
        if united or (same_keeper and not _repeats(look)):
            return Ruling(LAYER, (say("step", where=where),))
    return None


def layer_names(known: Known, look: Look) -> Ruling | None:
    """The same name in two layers of one house (ods_order, dwd_order; bronze.order, silver.order), no script seen."""
    mine, theirs = known.marks(look.a), known.marks(look.b)
    one_house = known.department(look.a) == known.department(look.b) or _source(known, look.a) == _source(known, look.b)
    if not mine.layer or not theirs.layer or mine.layer == theirs.layer or not one_house:
        return None
    if mine.stem != theirs.stem or (mine.copy, mine.dates, mine.release) != (theirs.copy, theirs.dates, theirs.release):
        return None
    return Ruling(LAYER, (say("layer_names", a=known.catalogue.name(look.a), b=known.catalogue.name(look.b)),))


def moved_away(known: Known, look: Look) -> Ruling | None:
    """Rows of the past kept in a table of their own, by its name."""
    mine, theirs = known.marks(look.a), known.marks(look.b)
    if mine.history == theirs.history or not same_stem(known, look.a, look.b):
        return None
    return Ruling(SHARD, (say("history", words=[*mine.copy, *theirs.copy]),))


def numbered(known: Known, look: Look) -> Ruling | None:
    """Parts of one table by number, or by date where no table without a date stands beside them."""
    a, b = look.a, look.b
    mine, theirs = known.marks(a), known.marks(b)
    if not same_stem(known, a, b) or not known.inside(a, b) or mine.copy != theirs.copy:
        return None
    if mine.copy and not mine.history:  # two backups, not two years of a history
        return None
    whole, parts = known.parts[*known.catalogue.places[a][:2], mine.stem]
    dated = mine.dates != theirs.dates and [*map(len, mine.dates)] == [*map(len, theirs.dates)]
    if dated and whole:
        return None
    if not dated and mine.shard == theirs.shard:
        return None
    words = ["".join(marks.dates) or marks.shard for marks in (mine, theirs)]
    return Ruling(SHARD, (say("metadata"), say("numbered", n=parts, words=[word for word in words if word])))


def other_period(known: Known, look: Look) -> Ruling | None:
    """Names that say another period, such as daily and monthly."""
    mine, theirs = known.marks(look.a).grain, known.marks(look.b).grain
    if not mine or not theirs or mine == theirs:
        return None
    return Ruling(FALSE_FRIEND, (say("grain_words", a=mine, b=theirs),))


def release_there(known: Known, look: Look) -> bool:
    """Whether one of the two has its own namesake, of its own release, in the schema of the other."""
    for table, other in ((look.a, look.b), (look.b, look.a)):
        marks, place = known.marks(table), known.catalogue.places[other][:2]
        itself = (known.marks(other) == marks) + (known.catalogue.places[table][:2] == place)
        if known.releases.get((*place, marks), 0) > itself:
            return True
    return False


def version_mark(known: Known, a: int, b: int, by_words: bool) -> Reason | None:
    """What in the names says that one is a version of the other; words such as bak count only `by_words`."""
    mine, theirs = known.marks(a), known.marks(b)
    if by_words and mine.copy != theirs.copy:
        return say("name_copy", words=[*mine.copy, *theirs.copy])
    if same_stem(known, a, b) and (mine.dates, mine.release) != (theirs.dates, theirs.release):
        releases = [f"v{marks.release}" for marks in (mine, theirs) if marks.release]
        return say("name_date", words=[*mine.dates, *theirs.dates, *releases])
    return None


def part_of_one(known: Known, a: int, b: int) -> bool:
    """Whether the names differ in a number or a date only."""
    mine, theirs = known.marks(a), known.marks(b)
    return same_stem(known, a, b) and (mine.shard, mine.dates) != (theirs.shard, theirs.dates)


def same_stem(known: Known, a: int, b: int) -> bool:
    """Whether the names are the same without their marks."""
    mine, theirs = known.marks(a).stem, known.marks(b).stem
    return bool(mine) and mine == theirs


def derived(known: Known, look: Look) -> tuple[Reason, ...]:
    """The script that builds one from the other, as a reason."""
    where = known.built_at(look.a, look.b) or known.built_at(look.b, look.a)
    return (say("derived", where=where),) if where else ()


def one_pipeline(known: Known, a: int, b: int) -> bool:
    """Whether one is built from the other, or both from a common table."""
    up_a, up_b = known.built_from(a) | {known.catalogue.name(a)}, known.built_from(b) | {known.catalogue.name(b)}
    return bool(up_a & up_b)


def _source(known: Known, table: int) -> str:
    return known.catalogue.places[table][0]


def _shares(look: Look, table: int) -> tuple[float, float]:
    """Rows of the table that the other has, and the reverse; zero where unseen."""
    if look.rows is None:
        return 0.0, 0.0
    shares = look.rows.a_in_b.base, look.rows.b_in_a.base
    return shares if table == look.a else shares[::-1]


def _repeats(look: Look) -> bool:
    """Whether nearly all columns, and all rows where seen, are in both."""
    rows = min(_shares(look, look.a)) if look.rows else 1.0
    return rows >= MOSTLY and min(look.cover) >= MOSTLY
