"""What values look like is counted inside the source, the same in every engine, and no value comes out of it."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest

from assess.collect.database import read_database
from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.personal import LOOKED_AT, looks_of, may_hold
from assess.collect.personal_kinds import kinds
from assess.collect.personal_sql import looks_mask
from assess.store.evidence_file import save_evidence

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
Row = tuple[Any, ...]
NAMES = (
    "id", "mobile", "mobile_no", "landline", "email", "id_card", "bank_card", "plate", "home", "masked", "hashed",
    "order_no", "city", "note", "few", "born",
)  # fmt: skip
NUMBERS = ("id", "mobile_no")


def resident(number: int) -> str:
    """An ID number with its check digit, of a region and a year nobody alive was born in."""
    body = f"5300001900{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def card(number: int) -> str:
    """A card number of nineteen digits with its check digit."""
    body = f"690000{number:012d}"
    total = sum(sum(map(int, str(int(d) * 2))) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def people(n: int = 240) -> list[Row]:
    """Rows of made-up people; every tenth value of a kind is missing, every eighth does not fit."""
    draw = random.Random(7)
    rows: list[Row] = []
    for i in range(n):
        mobile = f"1{draw.choice('6349')}{draw.randrange(10**9):09d}"
        one: dict[str, Any] = {
            "id": i,
            "mobile": (mobile, f"+86 {mobile}", f" {mobile[:3]}-{mobile[3:7]}-{mobile[7:]} ", "", "n/a")[i % 5],
            "mobile_no": int(mobile) if i % 10 else None,
            "landline": f"0871-6{draw.randrange(10**6):06d}",
            "email": f"op.{i}+x@mail{i % 7}.example.com" if i % 8 else "nobody at home",
            "id_card": resident(i) if i % 8 else resident(i)[:17] + "Q",
            "bank_card": card(i) if i % 8 else str(int(card(i)) + 1),
            "plate": f"云A{i:05d}",
            "home": f"云南省虚构市第{i}路{i}号\n二单元",
            "masked": f"{mobile[:3]}****{mobile[7:]}" if i % 8 else "13800",
            "hashed": hashlib.md5(mobile.encode()).hexdigest(),
            "order_no": f"2{i:010d}",
            "city": ("昆明", "大理", "Kunming", "a'b")[i % 4] + str(i % 9),
            "note": None,
            "few": mobile if i < 4 else None,
            "born": f"19{i % 90 + 10}-0{i % 9 + 1}-1{i % 10}",
        }
        rows.append(tuple(one[name] for name in NAMES))
    return rows


def filled(kind: str, rows: list[Row]) -> list[str]:
    """Statements that make and fill the table `people`."""
    mark = "`" if kind == "mysql" else '"'
    text = {"mysql": "varchar(120) character set utf8mb4"}.get(kind, "varchar(120)")
    shape = ", ".join(f"{mark}{n}{mark} {'bigint' if n in NUMBERS else text}" for n in NAMES)

    def literal(value: Any) -> str:
        if value is None:
            return "NULL"
        return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"

    values = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows)
    drop = "DROP TABLE IF EXISTS people"
    return [drop, f"CREATE TABLE people ({shape})", f"INSERT INTO people VALUES {values}"]


def test_every_engine_counts_the_same(
    postgres_url: str, mariadb_url: str, files: dict[str, str], run: Any, database: Any, tmp_path: Path, salt: str
) -> None:
    rows = people()
    urls = {"postgresql": postgres_url, "mysql": mariadb_url, **files}
    found = {}
    for kind, url in urls.items():
        run(url, *filled(kind, rows))
        schemas = ("public",) if kind == "postgresql" else ()
        evidence = read_database(database(url, schemas=schemas), tmp_path, salt=salt)
        frame = evidence.personal[evidence.personal["table_id"].str.endswith("people")]
        found[kind] = sorted(map(str, frame.drop(columns="table_id").itertuples(index=False)))
    assert found["duckdb"]
    for kind in urls:
        assert found[kind] == found["duckdb"], kind


@pytest.fixture
def seen(files: dict[str, str], run: Any, database: Any, tmp_path: Path) -> Any:
    """Looks of the table `people` in DuckDB, by column."""
    run(files["duckdb"], *filled("duckdb", people()))
    frame = read_database(database(files["duckdb"]), tmp_path, salt="s").personal
    return dict(list(frame.groupby("column")))


def plain(seen: Any, column: str) -> dict[str, float]:
    part = seen[column]
    return {str(r.kind): float(r.share) for r in part[part["state"] == "plain"].itertuples()}


def test_values_with_and_without_separators_are_counted(seen: Any) -> None:
    assert plain(seen, "mobile") == {"mobile": 0.75}  # n/a is looked at, blank is not
    assert int(seen["mobile"]["seen"].iloc[0]) == 192
    assert plain(seen, "mobile_no") == {"mobile": 1.0}
    assert plain(seen, "landline") == {"landline": 1.0}
    assert plain(seen, "email") == {"email": 0.875}
    assert plain(seen, "plate") == {"plate": 1.0}
    assert plain(seen, "home")["address"] == 1.0


def test_check_digits_tell_numbers_of_people_from_other_long_numbers(seen: Any) -> None:
    assert plain(seen, "id_card")["resident_id"] == 0.875
    assert plain(seen, "bank_card")["bank_card"] == 0.875
    assert "mobile" not in plain(seen, "order_no")


def test_masked_and_hashed_values_are_said_to_be_so(seen: Any) -> None:
    masked, hashed = seen["masked"].iloc[0], seen["hashed"].iloc[0]
    assert (masked["state"], masked["kind"], float(masked["share"])) == ("masked", "", 0.875)
    assert (hashed["state"], float(hashed["share"])) == ("pseudonymised", 1.0)


def test_what_fits_no_pattern_is_known_to_have_been_looked_at(seen: Any) -> None:
    [city] = seen["city"].itertuples()
    assert (city.kind, city.state) == ("", "unknown")


def test_of_fewer_than_five_different_values_nothing_is_said(seen: Any) -> None:
    assert "few" not in seen
    assert "note" not in seen


def test_no_value_is_in_the_evidence_file(files: dict[str, str], run: Any, database: Any, tmp_path: Path) -> None:
    rows = people()
    run(files["duckdb"], *filled("duckdb", rows))
    path = save_evidence(tmp_path, read_database(database(files["duckdb"]), tmp_path, salt="s"))
    raw = path.read_bytes()
    assert b"mobile_no" in raw
    for row in rows:
        for value in row[1:13]:
            plain_text = str(value).strip()
            if len(plain_text) > 6:
                assert plain_text.encode() not in raw
                assert plain_text.split("\n")[0].encode() not in raw


def test_a_table_that_cannot_be_read_says_nothing_and_quotes_nothing(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["duckdb"], *filled("duckdb", people()))
    with session(address_of(database(files["duckdb"]), tmp_path)) as opened:
        assert looks_of(opened, "no_such_table", [("mobile", "VARCHAR")]) == []


def test_values_are_not_looked_at_where_the_engagement_says_so(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], *filled("sqlite", people()))
    assert read_database(database(files["sqlite"], profile=False), tmp_path).personal.empty


@pytest.mark.parametrize("kind", ["postgresql", "duckdb"])
def test_a_large_table_is_looked_at_all_over(
    kind: str, postgres_url: str, files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    """Its first rows, written before phones were asked for, have none."""
    url = {"postgresql": postgres_url, **files}[kind]
    series = "generate_series(1, 40000) AS s(i)" if kind == "postgresql" else "range(1, 40001) AS s(i)"
    run(
        url,
        "DROP TABLE IF EXISTS old_members",
        "CREATE TABLE old_members AS SELECT i AS id, CASE WHEN i > 10000 "
        f"THEN '1' || (6300000000 + i * 7919 % 100000) END AS mobile FROM {series}",
        *(["ANALYZE old_members"] if kind == "postgresql" else []),
    )
    with session(address_of(database(url), tmp_path)) as opened:
        looks = looks_of(opened, "public.old_members" if kind == "postgresql" else "old_members",
                         [("mobile", "text" if kind == "postgresql" else "VARCHAR")], 40_000)  # fmt: skip
    assert looks
    assert 100 < looks[0].seen <= LOOKED_AT


@pytest.mark.parametrize(
    ("declared", "engine", "expected"),
    [("varchar(20)", "postgres", True), ("bigint", "mysql", True), ("int", "postgres", False), ("int", "sqlite", True),
     ("decimal(11,0)", "duckdb", True), ("decimal(12,2)", "duckdb", False), ("boolean", "postgres", False),
     ("bytea", "postgres", False), ("bigint unsigned", "mysql", True), ("date", "duckdb", False)],
)  # fmt: skip
def test_only_columns_that_can_hold_a_long_number_or_text_are_looked_at(
    declared: str, engine: str, expected: bool
) -> None:
    assert may_hold(declared, engine) is expected


def looks(text: str) -> set[str]:
    from assess.collect.personal_kinds import by_values

    mask = looks_mask(text)
    names = ["masked", "pseudonymised", *(name for name, _ in by_values())]
    return {name for place, name in enumerate(names) if mask >> place & 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("16012345678", {"mobile"}), ("+86-160-1234-5678", {"mobile"}), ("+44 20 7946 0958", {"mobile"}),
     ("(415) 555-2671", {"mobile"}), ("26012345678", set()), ("160123456789", {"passport"}),
     ("010-62345678", {"landline"}),
     ("a.b@example.org", {"email"}), ("a@b", set()), ("云A12345", {"plate"}), ("192.168.1.20", {"device"}),
     ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", {"device"}), ("oAbCdEfGhIjKlMnOpQrStUvWxYz1", {"wechat"}),
     ("160****5678", {"masked"}), ("160XXXX5678", {"masked"}), ("张*", {"masked"}), ("张三", set()),
     ("530102900101123", {"resident_id"}), ("1990-05-06", {"birth_date"}), ("12 Fictional Road", {"address"}),
     ("产品名称", set()), ("Mozilla/5.0 (X11; Linux x86_64)", set()), ("report_2026-11.pdf", set()), ("", set())],
)  # fmt: skip
def test_a_value_looks_like_what_it_is(text: str, expected: set[str]) -> None:
    assert looks(text) == expected


def test_every_kind_is_named_in_both_languages_and_by_rules_of_its_own() -> None:
    for name, kind in kinds().items():
        assert kind.label.zh and kind.label.en, name
        assert kind.names, name
        assert kind.values or not (kind.strict or kind.alone), name
        assert not set(kind.names) & set(kind.hints), name
    assert {name for name, kind in kinds().items() if kind.sensitive} == {
        "resident_id", "passport", "bank_card", "health", "salary", "ethnicity", "religion"
    }  # fmt: skip
