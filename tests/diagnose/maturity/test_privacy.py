"""Nobody can work out what fewer than five people said: not from one table, not from a year of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from assess.diagnose.maturity.groups import Answers, merged
from assess.diagnose.maturity.privacy.comments import comments_of
from assess.diagnose.maturity.privacy.derivable import Alike, derivable
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.diagnose.maturity.privacy.table import publishable
from assess.diagnose.maturity.privacy.thresholds import Thresholds, allowed, comments_shown, lock
from assess.diagnose.maturity.privacy.withheld import withheld
from assess.model.errors import BadInput
from benchmarks.maturity.attacker import BANK, ITEMS, attack, sequence

OPENED = datetime(2026, 3, 2, tzinfo=UTC)
LEVEL, ALL = {"e": "executive", "m": "middle", "f": "frontline"}, Slice("q1")


def people(*groups: tuple[str, str, int], values: Sequence[Sequence[float]] | None = None) -> Answers:
    """Answers of groups (first letter of the level, department, how many); all answer 3 unless told otherwise."""
    who = [(LEVEL[level], department) for level, department, n in groups for _ in range(n)]
    names = [f"p{n:03d}" for n in range(len(who))]
    given = pd.DataFrame(values or [[3.0] * 3] * len(who), index=names, columns=list(ITEMS), dtype=float)
    no = given.notna() & False
    level, department = (pd.Series([w[i] for w in who], index=names, dtype="object") for i in (0, 1))
    return Answers(BANK, level, department, given, no, no, no)


def status(table: pd.DataFrame, level: str = "", department: str = "") -> str:
    row = table[(table["level"] == level) & (table["department"] == department)]
    return str(row["status"].iloc[0])


def test_four_are_too_few_and_five_are_enough() -> None:
    table = publishable(people(("m", "it", 4), ("f", "it", 5)), ["q1"], by=["level"])
    assert (status(table, "middle"), status(table, "frontline"), status(table, "executive")) == (
        "too_few", "shown", "nobody",
    )  # fmt: skip
    assert table["n"].dropna().tolist() == [5]


def test_a_total_from_which_a_small_group_could_be_subtracted_is_withheld() -> None:
    table = publishable(people(("e", "it", 3), ("m", "it", 9), ("f", "it", 20)), ["q1"], by=["level"])
    assert (status(table, "middle"), status(table, "frontline"), status(table)) == ("shown", "shown", "withheld")


def test_a_second_cell_stays_back_where_the_first_could_be_found_from_its_row_and_column() -> None:
    table = publishable(people(("m", "it", 8), ("m", "sales", 3), ("f", "it", 7), ("f", "sales", 9)), ["q1"])
    assert status(table, "middle") == status(table, "frontline") == status(table, "", "it") == "shown"
    cells = {(lv, d): status(table, lv, d) for lv in ("middle", "frontline") for d in ("it", "sales")}
    assert cells["middle", "sales"] == "too_few"
    assert set(cells.values()) == {"too_few", "withheld"}


def test_a_department_of_executives_and_one_other_is_not_subtracted_from_the_executives() -> None:
    log, answers = ReleaseLog(), people(("e", "hq", 6), ("m", "hq", 1), ("f", "it", 9))
    assert log.publish(answers, Slice("q1", ("executive",))).status == "shown"
    assert log.publish(answers, Slice("q1", (), ("hq",))).status == "withheld"


def test_one_more_answer_between_two_exports_changes_nothing_that_is_shown() -> None:
    log = ReleaseLog()
    first = log.publish(people(("m", "it", 8)), ALL)
    later = log.publish(people(("m", "it", 9), values=[[3.0] * 3] * 8 + [[5.0] * 3]), ALL)
    assert (later.status, later.n, later.mean) == ("earlier", first.n, first.mean)
    enough = log.publish(people(("m", "it", 13), values=[[3.0] * 3] * 8 + [[5.0] * 3] * 5), ALL)
    assert (enough.status, enough.n) == ("shown", 13)


def test_a_changed_answer_is_not_seen_in_the_difference_of_two_exports() -> None:
    log = ReleaseLog()
    log.publish(people(("m", "it", 8)), ALL)
    changed = people(("m", "it", 8), values=[[5.0] * 3] + [[3.0] * 3] * 7)
    assert log.publish(changed, ALL).status == "earlier"


def test_a_log_kept_overnight_goes_on_where_it_was() -> None:
    log = ReleaseLog(lock(Thresholds(6), OPENED), frozenset({"p000"}))
    shown = log.publish(people(("m", "it", 8)), ALL)
    again = ReleaseLog.from_json(json.loads(json.dumps(log.as_json())))
    assert again == log
    assert again.publish(people(("m", "it", 9)), ALL) == Figure(ALL, "earlier", 8, shown.mean, shown.low, shown.high)


def test_whether_a_figure_is_refused_does_not_depend_on_the_answers() -> None:
    rng = np.random.default_rng(8)
    groups = (("e", "it", 5), ("m", "it", 6), ("m", "hr", 4), ("f", "hr", 7))
    tables = [publishable(people(*groups, values=rng.integers(1, 6, (22, 3)).tolist())) for _ in range(3)]
    assert tables[0]["status"].equals(tables[1]["status"]) and tables[0]["status"].equals(tables[2]["status"])


def test_an_answer_left_out_is_not_found_from_the_dimension_and_its_questions() -> None:
    values = [[2.0, 3.0, 4.0]] * 6 + [[5.0, np.nan, 1.0]]
    log, answers = ReleaseLog(), people(("m", "it", 7), values=values)
    given = [log.publish(answers, Slice(measure)).status for measure in ("D1", *ITEMS)]
    assert given == ["shown", "shown", "shown", "withheld"]
    assert answers.withheld == {("q3", "middle")}
    assert not answers.item("q3").groups["middle"].shown and answers.item("q2").groups["middle"].n == 6


def test_where_everybody_answers_everything_every_question_is_shown() -> None:
    assert withheld(np.ones((6, 4), bool), np.ones(6, bool), range(4), 5) == frozenset()
    five_and_five = np.array([[1, 1, 1]] * 5 + [[1, 1, 0]] * 5, bool)
    assert withheld(five_and_five, np.ones(10, bool), range(3), 5) == frozenset()


def test_executives_who_are_few_are_merged_with_middle_management_or_shown_by_their_consent_only() -> None:
    answers = people(("e", "it", 3), ("m", "it", 6), ("f", "it", 9))
    table = publishable(merged(answers), ["q1"], by=["level"])
    assert table.set_index("level")["n"].dropna().to_dict() == {"middle": 9, "frontline": 9, "": 18}
    assert merged(people(("e", "it", 5), ("m", "it", 6))).level.tolist().count("executive") == 5
    agreed = ReleaseLog(consented=frozenset({"p000", "p001", "p002"}))
    assert agreed.publish(answers, Slice("q1", ("executive",))).n == 3
    assert agreed.publish(answers, ALL).n == 18
    two_of_three = ReleaseLog(consented=frozenset({"p000", "p001"}))
    assert two_of_three.publish(answers, Slice("q1", ("executive",))).status == "too_few"


def test_thresholds_can_be_raised_and_never_lowered() -> None:
    with pytest.raises(BadInput, match=r"thresholds\.scores: found 4"):
        Thresholds(4)
    with pytest.raises(BadInput, match=r"thresholds\.comments"):
        Thresholds(comments=9)
    locked = lock(Thresholds(8, 12), OPENED)
    assert lock(locked, datetime(2027, 1, 1, tzinfo=UTC)) == locked
    assert allowed(locked, Thresholds(9, 12)) == Thresholds(9, 12, OPENED)
    with pytest.raises(BadInput, match="8 was locked when the survey opened on 2026-03-02") as refused:
        allowed(locked, Thresholds())
    assert len(refused.value.problems) == 2
    with pytest.raises(BadInput):
        ReleaseLog(locked).raised(Thresholds())
    assert allowed(Thresholds(), Thresholds(6)) == Thresholds(6)


def test_comments_need_ten_people_who_answered_and_lose_their_order() -> None:
    given = [("p2", "slow"), ("p1", "fast"), ("p3", " ")]
    shown = comments_shown(given, 10, Thresholds())
    assert sorted(shown) == ["fast", "slow"] and shown == comments_shown(given[::-1], 10, Thresholds())
    assert comments_shown(given, 9, Thresholds()) == ()


def test_the_comment_of_one_newcomer_does_not_appear_alone() -> None:
    def frame_of(people: int) -> pd.DataFrame:
        return pd.DataFrame(
            [(f"p{n}", "middle", "q1", "answered", f"says {n}") for n in range(people)],
            columns=["respondent", "level", "item", "state", "comment"],
        )

    log = ReleaseLog()
    assert comments_of(BANK, frame_of(9), log) == {}
    first = comments_of(BANK, frame_of(11), log)
    assert len(first["q1"]) == 11
    assert comments_of(BANK, frame_of(20), log) == first  # nine more would be a group of nine
    assert len(comments_of(BANK, frame_of(21), log)["q1"]) == 21
    assert comments_of(BANK, frame_of(21).iloc[1:], log).get("q1", ()).count("says 0") == 0


def test_what_cannot_be_shown_safe_in_time_is_not_safe() -> None:
    rng = np.random.default_rng(1)
    assert derivable([Alike(1, rng.integers(0, 2, (12, 1)).astype(float)) for _ in range(60)], 40)


def test_an_attacker_who_solves_linear_systems_finds_nobody_in_any_order_of_slices_check_ups_and_exports() -> None:
    for seed in range(150):
        equations, _ = sequence(np.random.default_rng(seed))
        assert attack(equations) is None, f"seed {seed}"


def test_the_same_attacker_does_find_people_where_only_the_threshold_is_kept() -> None:
    def forgetful(answers: Answers, asked: Slice) -> Figure:
        return ReleaseLog().publish(answers, asked)

    found = 0
    for seed in range(40):
        equations, _ = sequence(
            np.random.default_rng(seed), lambda answers, asked: ReleaseLog().publish(answers, asked)
        )
        found += attack(equations) is not None
    assert found >= 10


def test_the_value_the_attacker_finds_is_the_one_that_was_given() -> None:
    first, second = {("a", "q", 0): 1.0}, {("b", "q", 0): 1.0}
    crowd = {(f"c{n}", "q", 0): 1.0 for n in range(6)}
    found = attack([(crowd, 18.0), (crowd | first, 22.0), (crowd | second, 23.0)])
    assert found is not None and len(found[0]) == 1 and abs(found[1]) in (pytest.approx(4.0), pytest.approx(5.0))
