"""The rules of the verdicts, in the order in which they are asked; the first that answers decides."""

from __future__ import annotations

import math
from collections.abc import Callable

from assess.diagnose.redundancy import meanings, places
from assess.diagnose.redundancy.known import Known
from assess.diagnose.redundancy.overlap import OtherGrain, other_grain
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.slices import cut, periods_apart
from assess.diagnose.redundancy.verdict import (
    EXACT,
    FALSE_FRIEND,
    NEAR,
    NOTHING,
    SHARD,
    SUBSET,
    TEMPLATE,
    VERSION,
    Look,
    Ruling,
)

EXACT_ROWS = 0.98  # read from a sketch of few values it may still be all
ALL_ROWS = 0.999
SAME_ROWS = 0.9
CONTAINED = 0.8
PARTLY = 0.3
UNSUPPORTED = 0.2  # below this share of other columns that agree a shared key proves nothing
THINNED = 0.9  # of the rows a value that a smaller table has by its size alone
DISJOINT = 0.1
WHOLLY = 0.98  # of a slice's rows are in the other
SLICED = 0.8  # a table cut by a condition that can be named is a part up to this share of the other's rows
SLICE = 0.5  # below this share of the other's rows or columns a contained table is a part, not a copy
FORM = 0.7  # weighted Jaccard of columns that count as the same form
FORM_APART = 0.55  # the same between two houses, whose copies drift apart, or under one name
FORM_INSIDE = 0.9  # the same within one schema, where alike tables are as a rule not copies
FORM_PROVEN = 0.5  # enough when the rows are proven the same
BETTER = 0.1  # a table that finds so much more alike a partner in a schema has that partner, not this one
TENANTS = 3  # schemas of one source with the same table: one a tenant

Rule = Callable[[Known, Look], Ruling | None]


def ruling(known: Known, look: Look) -> Ruling:
    """The first answer of the rules that apply: by rows where values were compared, else by form."""
    for rule in BY_FORM if look.rows is None else BY_ROWS:
        said = rule(known, look)
        if said is not None:
            return said
    return NOTHING


# With rows compared


def _too_different(known: Known, look: Look) -> Ruling | None:
    """Neither the same form nor a part of the other: shared values alone are foreign keys."""
    contained = max(look.cover) >= CONTAINED and len(look.matches) >= 3
    return None if look.similarity >= FORM_PROVEN or look.form >= FORM or contained else NOTHING


def _other_grain(known: Known, look: Look) -> Ruling | None:
    grain = other_grain(known.catalogue, look.matches)
    if grain is None or (grain.kind == "key" and _by_thinning(known, look, grain)):
        return None
    code = "grain_key" if grain.kind == "key" else "grain_time"
    a, b = (int(n) if n >= 10 or n == int(n) else f"{n:.1f}" for n in grain.counts)
    return Ruling(FALSE_FRIEND, (say(code, column=shown(grain.columns), a=a, b=b),))


def _by_thinning(known: Known, look: Look, grain: OtherGrain) -> bool:
    """Whether a value has fewer rows in the smaller table only because that table has fewer rows.

    Of a table with r rows a value the share s of the rows, drawn without regard to the value, has
    r s / (1 - (1 - s)^r) rows for each value it still has (binomial).
    """
    filled, names = known.catalogue.filled, known.catalogue.names
    match = next((m for m in look.matches if (names[m.a], names[m.b]) == grain.columns), None)
    if match is None:
        return False
    (few, here), (many, there) = sorted(
        zip((float(filled[match.a]), float(filled[match.b])), grain.counts, strict=True)
    )
    if few >= many or here >= there:
        return False
    share = few / many
    return bool(here >= THINNED * there * share / (1 - (1 - share) ** there))


def _key_only(known: Known, look: Look) -> Ruling | None:
    """The key is shared and hardly anything else: running numbers, or other facts about the same things."""
    rows = look.rows
    if rows is None or not (rows.disputed or (rows.support is not None and rows.support < UNSUPPORTED)):
        return None
    if look.form < FORM:
        return NOTHING
    if places.part_of_one(known, look.a, look.b) and _shared(look)[1] < PARTLY:
        return None  # a part of one table by its name, with rows of its own
    if rows.running_numbers:
        return Ruling(TEMPLATE, (say("running", key=shown(rows.key)),))
    return Ruling(FALSE_FRIEND, (say("other_facts", key=shown(rows.key)),))


def _other_rows(known: Known, look: Look) -> Ruling | None:
    """The same form with rows of its own; a third may coincide where few values are possible."""
    most = _shared(look)[1]
    old = known.marks(look.a).copy != known.marks(look.b).copy
    if most >= PARTLY or (most >= DISJOINT and (look.form < FORM or old)):
        return None
    if look.form < FORM:
        return NOTHING
    assert look.rows is not None
    split = places.part_of_one(known, look.a, look.b)
    most = max(look.rows.a_in_b.high, look.rows.b_in_a.high)
    apart = periods_apart(known.catalogue, look)
    rest = (apart,) if apart else ()
    split = split or bool(apart and places.same_stem(known, look.a, look.b) and known.inside(look.a, look.b))
    return (
        places.environments(known, look)
        or places.other_period(known, look)
        or places.moved_away(known, look)
        or meanings.other_grain(known, look)
        or Ruling(*((SHARD, (say("shard"), *rest)) if split else (TEMPLATE, (say("disjoint", share=most), *rest))))
    )


def _other_period(known: Known, look: Look) -> Ruling | None:
    """A month's table and a day's may share the rows of the last day of each month."""
    return places.other_period(known, look) if _shared(look)[0] < SAME_ROWS else None


def _few_rows(known: Known, look: Look) -> Ruling | None:
    most = _shared(look)[1]
    assert look.rows is not None
    if look.rows.basis == "values" and look.rows.running_numbers and most < SLICE:
        return Ruling(TEMPLATE, (say("disjoint", share=most),)) if look.form >= FORM else NOTHING
    return NOTHING if most < PARTLY or (most < SLICE and look.similarity < FORM_PROVEN) else None


def _version_of_rows(known: Known, look: Look) -> Ruling | None:
    mark = places.version_mark(known, look.a, look.b, by_words=True)
    return Ruling(VERSION, (*_support(known, look), mark)) if mark else None


def _excerpt(known: Known, look: Look) -> Ruling | None:
    """A table with a small part of the other's columns: a wide table beside what it was joined from is no copy."""
    if min(look.cover) >= SLICE and look.similarity >= FORM_PROVEN:
        return None
    apart = known.catalogue.places[look.a][0] != known.catalogue.places[look.b][0]
    if _shared(look)[1] < CONTAINED or not apart or places.one_pipeline(known, look.a, look.b):
        return NOTHING
    return Ruling(SUBSET, (*_support(known, look), say("narrow", share=min(look.cover))))


def _copy(known: Known, look: Look) -> Ruling | None:
    least, most = _shared(look)
    why = _support(known, look)
    if least >= EXACT_ROWS and _maybe_all(look) and _same_columns(known, look):
        return Ruling(EXACT, why)
    condition = cut(known.catalogue, look) if most >= CONTAINED else None
    if most >= CONTAINED and (least < SLICE or (condition and most >= WHOLLY and least < SLICED)):
        return Ruling(SUBSET, (*why, say("slice", share=least), *((condition,) if condition else ())))
    return Ruling(NEAR, why)


# On form alone


def _little_alike(known: Known, look: Look) -> Ruling | None:
    """Not the same form, or of columns so common that two tables have them by chance.

    By chance: under independence a set of columns that weighs ln(forms) is expected once in the catalogue.
    """
    inside, same_stem = known.inside(look.a, look.b), places.same_stem(known, look.a, look.b)
    fits = [known.fit(m.a, m.b) for m in look.matches]
    few = len(look.matches) < (2 if same_stem else 3) or look.told < math.log(max(known.forms, 2))
    one_house = _one_house(known, look)
    loose = look.form < FORM_APART or sum(fits) < 0.75 * len(fits)
    if few or loose or (not inside and known.better_partner(look.a, look.b, BETTER)):
        return NOTHING
    if look.form < FORM and one_house and not same_stem:
        return places.other_period(known, look) or meanings.other_kind(known, look) or NOTHING
    return None


def _other_things(known: Known, look: Look) -> Ruling | None:
    """Two tables of one schema that are not quite of one form, or two of which one has its namesake there."""
    inside, same_stem = known.inside(look.a, look.b), places.same_stem(known, look.a, look.b)
    loose = inside and not same_stem and look.form < FORM_INSIDE
    return NOTHING if loose or (not inside and meanings.other_partner(known, look)) else None


def _one_house(known: Known, look: Look) -> bool:
    """Whether one department keeps both tables in one source."""
    a, b = look.a, look.b
    return known.department(a) == known.department(b) and known.catalogue.places[a][0] == known.catalogue.places[b][0]


def _values_differ(known: Known, look: Look) -> Ruling | None:
    telling = [m for m in look.matches if m.telling]
    if telling and sum(not m.agrees for m in telling) * 2 > len(telling):
        return Ruling(TEMPLATE, (say("disjoint", share=0.0),))
    return NOTHING if look.similarity < FORM_APART else None


def _tenant(known: Known, look: Look) -> Ruling | None:
    """A table that one department keeps in many schemas of one source; other departments' are copies like any."""
    one, other = known.catalogue.places[look.a], known.catalogue.places[look.b]
    schemas = known.tenants.get((one[0], known.department(look.a), one[2].lower()), 0)
    same = one[0] == other[0] and one[2].lower() == other[2].lower() and one[1] != other[1]
    keeper = known.department(look.a) == known.department(look.b)
    return Ruling(TEMPLATE, (say("tenants", n=schemas),)) if same and keeper and schemas >= TENANTS else None


def _version_of_form(known: Known, look: Look) -> Ruling | None:
    same = places.same_stem(known, look.a, look.b)
    mark = places.version_mark(known, look.a, look.b, by_words=same)
    if mark and not known.inside(look.a, look.b) and places.release_there(known, look):
        return NOTHING
    return Ruling(VERSION, (say("metadata"), *places.derived(known, look), mark)) if mark else None


def _same_form(known: Known, look: Look) -> Ruling | None:
    alike = known.rows_alike(look.a, look.b)
    if known.inside(look.a, look.b) and not places.same_stem(known, look.a, look.b) and alike is False:
        return NOTHING
    why = [say("by_column" if _agree(look) else "metadata"), *places.derived(known, look)]
    if alike is not None:
        a, b = (int(known.catalogue.rows[t]) for t in (look.a, look.b))
        why.append(say("same_rows" if alike else "other_rows", a=a, b=b))
    whole = _same_columns(known, look) and alike is not False
    return Ruling(EXACT if whole else NEAR, tuple(why))


BY_ROWS: tuple[Rule, ...] = (
    _too_different, places.environments, _other_grain, _key_only, _other_rows, _other_period, places.pipeline,
    places.layer_names, _few_rows, _version_of_rows, _excerpt, _copy,
)  # fmt: skip
BY_FORM: tuple[Rule, ...] = (
    _little_alike, _values_differ, places.other_period, places.environments, places.pipeline, places.layer_names,
    meanings.family_of_one_form, meanings.other_meaning, meanings.other_columns, _other_things, _tenant,
    places.numbered, _version_of_form, _same_form,
)  # fmt: skip


def shown(names: tuple[str, str]) -> str:
    """A matched column as the reader sees it: one name, or "mine = theirs"."""
    return names[0] if names[0].lower() == names[1].lower() else " = ".join(names)


def _shared(look: Look) -> tuple[float, float]:
    """The lesser and the greater of the two shares of rows."""
    assert look.rows is not None
    least, most = sorted((look.rows.a_in_b.base, look.rows.b_in_a.base))
    return least, most


def _maybe_all(look: Look) -> bool:
    """Whether nothing that was read speaks against all rows being in both."""
    assert look.rows is not None
    return min(look.rows.a_in_b.high, look.rows.b_in_a.high) >= ALL_ROWS


def _support(known: Known, look: Look) -> tuple[Reason, ...]:
    assert look.rows is not None
    why = [] if look.rows.support is None else [say("support", share=look.rows.support)]
    why += [say("values")] if look.rows.basis == "values" else []
    return (*why, *places.derived(known, look))


def _agree(look: Look) -> bool:
    """Whether telling columns have the same values, though none tells rows apart."""
    shares = [m.content.smaller for m in look.matches if m.telling and m.content]
    return len(shares) >= 2 and min(shares) >= SAME_ROWS


def _same_columns(known: Known, look: Look) -> bool:
    """Whether every column is there in both under the same name and with the same kind of type."""
    catalogue = known.catalogue
    kept = all(m.name == 1 and catalogue.families[m.a] == catalogue.families[m.b] for m in look.matches)
    return kept and min(look.cover) >= 0.999
