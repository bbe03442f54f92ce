"""What a column is called, in two languages and six spellings."""

from __future__ import annotations

import pandas as pd
import pytest
from pypinyin import lazy_pinyin

from assess.diagnose.redundancy.names import (
    canonical,
    canonical_comment,
    column_tokens,
    extended,
    glossary,
    table_prefix,
)


@pytest.mark.parametrize(
    "spelling", ["customer_id", "CustomerID", "cust_no", "CUST-NO", "customerid", "khbh", "kehubianhao", "客户编号"]
)
def test_one_thing_spelled_in_many_ways_is_one_token(spelling: str) -> None:
    assert canonical(spelling) == "customer id"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gmt_create", "创建时间"), ("created_at", "cjsj"), ("order_amt", "订单金额"), ("mobile", "sjh"),
        ("qty", "数量"), ("store_name", "mdmc"), ("orders", "order"), ("modify_time", "update_time"),
    ],
)  # fmt: skip
def test_abbreviations_pinyin_and_chinese_meet(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("member_id", "customer_id"), ("customer_code", "customer_id"), ("order_date", "order_month"),
        ("condition_start_date", "drug_start_date"), ("addr1", "addr2"), ("paid_amount", "refund_amount"),
    ],
)  # fmt: skip
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_english_words_are_not_read_as_pinyin_initials() -> None:
    assert canonical("description") == "description"
    assert canonical("shade") == "shade"


def test_a_comment_says_what_its_leading_phrase_says() -> None:
    assert canonical_comment("状态：0 正常 1 停用") == canonical("status")
    assert canonical_comment("客户编号（主键）") == canonical("customer_id")
    assert canonical_comment("") == ""
    assert canonical_comment("本字段由上游系统在夜间批处理时写入并由人工复核后生效") == ""


def test_a_technical_prefix_of_a_whole_table_is_dropped_and_a_word_is_not() -> None:
    assert table_prefix(["f_id", "f_name", "f_amount", "f_status"]) == "f_"
    assert table_prefix(["id_a", "id_b", "id_c", "id_d"]) == ""
    assert table_prefix(["f_id", "name", "amount", "status"]) == ""


def test_columns_speak_by_comment_where_their_name_says_nothing() -> None:
    columns = pd.DataFrame({"table_id": ["t"] * 2, "name": ["c001", "khbh"], "comment": ["门店名称", ""]})
    tokens = column_tokens(columns)
    assert tokens["by_comment"].tolist() == [canonical("store_name"), canonical("customer_id")]


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("kh_bh", "customer id"), ("kehu_id", "customer id"), ("dingdanhao", "id order"), ("cpbm", "code product"),
        ("cstmr_nm", "customer name"), ("addr_02", "2 address"), ("Amount__c", "amount"), ("isDeleted", "delete flag"),
        ("删除标志", "delete flag"), ("名单", "名单"), ("总价", "price total"), ("客户的编号", "customer id"),
        ("用户编号ID", "id user"), ("created_by", "creator"), ("customer_key", "customer key"), ("csrq", "birth"),
        ("vitamin_c", "c vitamin"), ("sfsc", "delete flag"), ("pid", "pid"), ("change", "change"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_reads_as_its_concepts(spelling: str, expected: str) -> None:
    assert canonical(spelling) == expected


def test_every_concept_of_the_glossary_is_spelled_in_chinese_and_english() -> None:
    spelled: dict[str, list[str]] = {}
    for spelling, concept in glossary().concepts.items():
        spelled.setdefault(concept, [concept]).append(spelling)
    assert len(spelled) > 400
    assert [c for c, of in spelled.items() if all(s.isascii() for s in of)] == []
    assert [c for c, of in spelled.items() if not any(s.isascii() for s in of)] == []


def test_preferred_initials_are_those_of_a_word_of_their_concept() -> None:
    book = glossary()
    for letters, concept in book.preferred.items():
        words = [s for s, of in book.concepts.items() if of == concept and not s.isascii()]
        assert letters in {x for w in words for x in ("".join(lazy_pinyin(w)), "".join(p[0] for p in lazy_pinyin(w)))}


def test_a_catalogues_own_comments_teach_what_initials_mean() -> None:
    columns = pd.DataFrame(
        [
            ("a", "x1", "缴存基数"),
            ("b", "jcjs", ""),
            ("c", "jiaocunjishu", ""),
            ("d", "缴存基数", ""),
            ("e", "sj", "数据"),
        ],
        columns=["table_id", "name", "comment"],
    )
    tokens = column_tokens(columns)
    assert set(tokens["by_name"].iloc[1:4]) == {canonical("缴存基数")}
    assert tokens["by_name"].iloc[4] == canonical("data")


def test_initials_that_two_comments_share_stay_unread() -> None:
    columns = pd.DataFrame(
        [("a", "x1", "缴存基数"), ("b", "x2", "锦成结算"), ("c", "jcjs", "")], columns=["table_id", "name", "comment"]
    )
    assert column_tokens(columns)["by_name"].iloc[2] not in {canonical("缴存基数"), canonical("锦成结算")}


def test_an_engagements_words_join_the_shipped_ones_and_win() -> None:
    book = extended({"store level": ["门店星级", "vkorg"], "customer": ["甲方"], "buyer_side": ["buyer"]})
    same = {
        canonical(name, book) for name in ("store_level", "门店星级", "mdxj", "mendianxingji", "vkorg", "STORE LEVEL")
    }
    assert len(same) == 1
    assert canonical("甲方编号", book) == canonical("customer_id") == canonical("jfbh", book)
    assert canonical("buyer", book) != canonical("customer", book)
    assert canonical("buyer") == canonical("customer")


def test_an_engagement_that_spells_two_concepts_alike_is_refused() -> None:
    with pytest.raises(ValueError, match="客群"):
        extended({"segment_a": ["客群"], "segment_b": ["客群"]})
