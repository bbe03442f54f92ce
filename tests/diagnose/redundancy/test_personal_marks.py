"""Name and values together mark a column, and what belongs to nobody in person is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assess.diagnose.redundancy.personal import Mark, personal_marks
from assess.model.evidence import Evidence

Marked = Callable[..., dict[str, Mark]]


@pytest.fixture
def marked() -> Marked:
    """`marked(table, *columns, looks, comment)`: marks by column of a table whose columns are "name" or "name type"."""

    def marks(table: str, *columns: str, looks: dict[str, Any] | None = None, comment: str = "") -> dict[str, Mark]:
        rows = [
            {"table_id": "a.t", "position": i, "name": name, "type": kind or "VARCHAR", "comment": ""}
            for i, (name, _, kind) in enumerate((column.partition(" ") for column in columns), 1)
        ]
        evidence = Evidence.of(
            {
                "tables": [{"table_id": "a.t", "source": "a", "name": table, "engine": "duckdb", "comment": comment}],
                "columns": rows,
                "personal": [
                    {"table_id": "a.t", "column": column, "seen": 900, "distinct": 700, **look}
                    for column, look in (looks or {}).items()
                ],
            }
        )
        return {mark.column: mark for mark in personal_marks(evidence, ["a.t"]).get("a.t", ())}

    return marks


PHONES = {"kind": "mobile", "state": "plain", "share": 0.98, "spread": 40}
STARS = {"kind": "", "state": "masked", "share": 1.0}
NOTHING = {"kind": "", "state": "unknown"}


def test_name_and_values_are_certain(marked: Marked) -> None:
    mark = marked("member", "mobile", looks={"mobile": PHONES})["mobile"]
    assert (mark.kind, mark.basis, mark.state, mark.share, mark.bare) == ("mobile", "by_both", "plain", 0.98, True)


def test_values_alone_are_likely_and_a_name_alone_is_possible(marked: Marked) -> None:
    assert marked("log", "field_7", looks={"field_7": PHONES})["field_7"].basis == "by_values"
    mark = marked("member", "mobile")["mobile"]
    assert (mark.basis, mark.state) == ("by_name", "unknown")


def test_values_decide_what_a_short_name_means(marked: Marked) -> None:
    assert marked("t_order", "dh", looks={"dh": PHONES})["dh"].kind == "mobile"
    assert marked("t_order", "dh", looks={"dh": NOTHING}) == {}
    assert marked("t_order", "dh") == {}


def test_values_override_the_name(marked: Marked) -> None:
    assert marked("member", "mobile", looks={"mobile": NOTHING}) == {}
    assert marked("member", "mobile", looks={"mobile": STARS})["mobile"].state == "masked"
    assert not marked("member", "mobile", looks={"mobile": STARS})["mobile"].bare
    assert marked("member", "phone_masked", looks={"phone_masked": PHONES})["phone_masked"].bare


@pytest.mark.parametrize(
    "look", [{"share": 0.85}, {"distinct": 49}, {"spread": 2}], ids=["too few fit", "too few values", "running numbers"]
)
def test_values_alone_need_many_that_fit_and_no_running_number(marked: Marked, look: dict[str, Any]) -> None:
    assert marked("log", "field_7", looks={"field_7": PHONES | look}) == {}


@pytest.mark.parametrize("name", ["order_no", "waybill_no", "ddh", "batch_no", "pay_time"])
def test_long_numbers_of_orders_and_parcels_are_no_phones(marked: Marked, name: str) -> None:
    assert marked("t", name, looks={name: PHONES}) == {}


def test_what_belongs_to_a_store_or_supplier_is_not_personal(marked: Marked) -> None:
    assert marked("store_list", "phone", "address", "email", looks={"phone": PHONES}) == {}
    assert marked("orders", "store_phone", "supplier_address") == {}
    assert marked("kf_md", "dh", looks={"dh": PHONES}, comment="门店") == {}


def test_the_contact_of_a_supplier_is_marked_lower_and_its_owner_s_id_number_is_not_excused(marked: Marked) -> None:
    found = marked("supplier", "contact_mobile", "id_card_no", looks={"contact_mobile": PHONES})
    assert found["contact_mobile"].business
    assert not found["contact_mobile"].bare
    assert found["id_card_no"].bare


def test_gender_and_birth_date_count_only_where_people_are(marked: Marked) -> None:
    assert marked("cow_register", "gender", "birth_date DATE", "address") == {}
    assert set(marked("employee", "gender", "birth_date DATE", "salary DECIMAL(10,2)")) == {
        "gender", "birth_date", "salary"
    }  # fmt: skip
    assert set(marked("t_17", "gender", "sfzh", "xm")) == {"gender", "sfzh", "xm"}


def test_a_flag_is_no_phone_number(marked: Marked) -> None:
    assert marked("member", "mobile BOOLEAN", "email TINYINT", "sjh INTEGER") == {}
    assert set(marked("member", "sjh BIGINT")) == {"sjh"}
