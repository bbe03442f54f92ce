"""Delta and Iceberg tables in a folder: their own log says which files and columns count, and nothing else is read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from logged import delta, iceberg

from assess.collect.lake import read_lake
from assess.collect.lake_logs import DEFAULTED, ERASED, FAR, RENAMED, Unread, far_log, log_of
from assess.model.engagement import Source

SALT = "00112233445566778899aabbccddeeff"


def read(folder: Path) -> Any:
    return read_lake(Source(id="lake", department="it", kind="lake", path="lake"), folder, salt=SALT)


def why(evidence: Any) -> str:
    return str(evidence.coverage["why_en"].iloc[0])


def columns(evidence: Any) -> list[tuple[str, str]]:
    return [(c.name, c.type) for c in evidence.columns.itertuples()]


def values(evidence: Any, by_column: Any, table: str) -> dict[str, tuple[int, int, int]]:
    return {name: seen[:3] for name, seen in by_column(evidence.sketches, table).items()}


EIGHTEEN = {"id": (18, 0, 18), "城市": (18, 0, 3), "day": (18, 0, 2), "amount": (18, 0, 18)}
TYPES = [("id", "BIGINT"), ("城市", "VARCHAR"), ("day", "DATE"), ("amount", "DOUBLE")]


@pytest.mark.parametrize("split", [None, ["day"], ["day", "城市"]])
def test_of_a_delta_table_the_rows_of_now_are_read(tmp_path: Path, by_column: Any, split: Any) -> None:
    delta(tmp_path / "lake/crm/sp a,ce 订单", split)
    evidence = read(tmp_path)
    assert why(evidence) == ""
    assert columns(evidence) == TYPES
    assert values(evidence, by_column, "lake.crm.sp a,ce 订单") == EIGHTEEN


def test_of_an_iceberg_table_the_rows_of_now_are_read_wherever_it_was_moved(tmp_path: Path, by_column: Any) -> None:
    iceberg(tmp_path / "written/here")
    (tmp_path / "lake/crm").mkdir(parents=True)
    shutil.move(tmp_path / "written/here", tmp_path / "lake/crm/订 单")
    evidence = read(tmp_path)
    assert why(evidence) == ""
    assert columns(evidence) == TYPES
    assert values(evidence, by_column, "lake.crm.订 单") == EIGHTEEN


def test_a_table_and_its_copies_in_both_formats_have_the_same_sketches(tmp_path: Path, by_column: Any) -> None:
    delta(tmp_path / "lake/a/orders", ["day"])
    iceberg(tmp_path / "lake/b/orders")
    with duckdb.connect() as db:
        (tmp_path / "lake/c").mkdir()
        db.execute(
            f"""COPY (SELECT i AS id, '城市' || i % 3 AS 城市, DATE '2026-01-01' + (i % 2)::INT AS day, i / 4 AS amount
            FROM range(20) r(i) WHERE i % 10 <> 3) TO '{tmp_path}/lake/c/orders.parquet' (FORMAT parquet)"""
        )
    sketches = read(tmp_path).sketches
    one, two, three = (by_column(sketches, f"lake.{place}") for place in ("a.orders", "b.orders", "c"))
    assert one == two == three


def test_a_column_that_came_later_is_listed_and_one_that_went_is_not(tmp_path: Path, by_column: Any) -> None:
    from pyiceberg.types import StringType

    def change(table: Any) -> None:
        with table.update_schema() as schema:
            schema.add_column("note", StringType())
            schema.delete_column("amount")

    iceberg(tmp_path / "lake/orders", change)
    evidence = read(tmp_path)
    assert columns(evidence) == [*TYPES[:3], ("note", "VARCHAR")]
    assert values(evidence, by_column, "lake.orders") == {
        **{name: EIGHTEEN[name] for name in ("id", "城市", "day")}, "note": (18, 18, 0),
    }  # fmt: skip


def test_a_column_that_no_file_holds_is_in_the_catalogue_without_values(tmp_path: Path, by_column: Any) -> None:
    delta(tmp_path / "lake/orders")
    log(tmp_path / "lake/orders", {"metaData": lambda told: add_field(told, "note", "string")})
    evidence = read(tmp_path)
    assert columns(evidence) == [*TYPES, ("note", "string")]
    assert values(evidence, by_column, "lake.orders") == EIGHTEEN


def test_renamed_and_retyped_columns_are_said_not_read_under_the_wrong_name(tmp_path: Path) -> None:
    def renamed(table: Any) -> None:
        with table.update_schema() as schema:
            schema.rename_column("amount", "total")

    def swapped(table: Any) -> None:
        with table.update_schema() as schema:
            schema.delete_column("amount")
        with table.update_schema() as schema:
            from pyiceberg.types import DoubleType

            schema.add_column("amount", DoubleType())

    for name, change in (("renamed", renamed), ("swapped", swapped)):
        iceberg(tmp_path / name, change)
        with pytest.raises(Unread, match="renamed or retyped") as left:
            log_of(str(tmp_path / name))
        assert left.value.why == RENAMED


MARKS = {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["deletionVectors"],
                      "writerFeatures": ["deletionVectors"]}}  # fmt: skip


def test_a_column_whose_older_rows_have_a_default_is_said_not_read_as_empty(tmp_path: Path) -> None:
    iceberg(tmp_path / "orders")
    last = max((tmp_path / "orders/metadata").glob("*.metadata.json"))
    told = json.loads(last.read_text("utf-8"))
    told["format-version"], told["next-row-id"] = 3, 0
    for schema in told["schemas"]:
        schema["fields"].append({"id": 9, "name": "unit", "type": "string", "required": False, "initial-default": "kg"})
    last.write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unread) as left:
        log_of(str(tmp_path / "orders"))
    assert left.value.why == DEFAULTED


def log(folder: Path, changes: dict[str, Callable[[Any], Any]], *more: dict[str, Any]) -> None:
    """Write the Delta log's last file anew, what its actions say changed, and `more` actions behind them."""
    last = max((folder / "_delta_log").glob("*.json"))
    first = min((folder / "_delta_log").glob("*.json"))
    told = [json.loads(line) for line in first.read_text("utf-8").splitlines()] if "metaData" in changes else []
    actions = [json.loads(line) for line in last.read_text("utf-8").splitlines()]
    actions += [action for action in told if "metaData" in action]
    actions += more
    for action in actions:
        for name, change in changes.items():
            if name in action:
                change(action[name])
    last.write_text("\n".join(json.dumps(action) for action in actions), "utf-8")


def add_field(told: dict[str, Any], name: str, kind: str) -> None:
    schema = json.loads(told["schemaString"])
    schema["fields"].append({"name": name, "type": kind, "nullable": True, "metadata": {}})
    told["schemaString"] = json.dumps(schema)


def test_marks_of_deleted_rows_and_mapped_names_are_said_not_passed_over(tmp_path: Path) -> None:
    vector = {"storageType": "u", "pathOrInlineDv": "ab^-aqEH.-t@S}K{vb[*k^", "offset": 4, "sizeInBytes": 40,
              "cardinality": 6}  # fmt: skip
    delta(tmp_path / "erased")
    log(tmp_path / "erased", {"add": lambda told: told.update(deletionVector=vector)}, MARKS)
    delta(tmp_path / "allowed")
    log(tmp_path / "allowed", {}, MARKS)
    assert len(log_of(str(tmp_path / "allowed")).files) == 1
    delta(tmp_path / "mapped")
    mode = {"delta.columnMapping.mode": "name"}
    log(tmp_path / "mapped", {"metaData": lambda told: told["configuration"].update(mode)})
    for name, said in (("erased", ERASED), ("mapped", RENAMED)):
        with pytest.raises(Unread) as left:
            log_of(str(tmp_path / name))
        assert left.value.why == said, name


def outside(folder: Path) -> None:
    last = max((folder / "metadata").glob("*.metadata.json"))
    text = last.read_text("utf-8")
    last.write_text(text.replace("/metadata/snap", "/metadata/../../../secret/snap"), "utf-8")


def far(folder: Path) -> None:
    last = max((folder / "metadata").glob("*.metadata.json"))
    told = json.loads(last.read_text("utf-8"))
    told["properties"] = {"py-io-impl": "os.system", "s3.endpoint": "http://127.0.0.1:9"}
    for snapshot in told["snapshots"]:
        snapshot["manifest-list"] = "http://127.0.0.1:9/snap.avro"
    last.write_text(json.dumps(told), "utf-8")


def text(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text("{" * 100_000, "utf-8") and None


def swept(folder: Path) -> None:
    for path in folder.glob("*.parquet"):
        path.unlink()


def hudi(folder: Path) -> None:
    (folder / "_delta_log").rename(folder / ".hoodie")


@pytest.mark.parametrize(
    ("made", "spoil", "said"),
    [
        (iceberg, outside, "files of theirs lie outside the table's folder"),
        (iceberg, far, "files of theirs lie outside the table's folder"),
        (iceberg, text("metadata/99999-x.metadata.json"), "their log cannot be read ("),
        (delta, text("_delta_log/00000000000000000003.json"), "their log cannot be read ("),
        (delta, swept, "that their log names are not there"),
        (delta, hudi, "they are Hudi tables"),
    ],
)  # fmt: skip
def test_a_spoilt_or_hostile_log_costs_its_table_alone(tmp_path: Path, made: Any, spoil: Any, said: str) -> None:
    made(tmp_path / "lake/bad")
    spoil(tmp_path / "lake/bad")
    delta(tmp_path / "lake/good")
    evidence = read(tmp_path)
    assert evidence.tables["table_id"].tolist() == ["lake.good"]
    assert said in why(evidence) and "lake/bad" in why(evidence)


def test_a_log_on_another_machine_is_not_read() -> None:
    with pytest.raises(Unread) as left:
        far_log("s3a://bucket/orders")
    assert left.value.why == FAR


def test_without_its_libraries_a_log_is_said_to_need_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    delta(tmp_path / "lake/orders")
    monkeypatch.setitem(sys.modules, "deltalake", None)
    assert "need pip install 'assess[lake]'" in why(read(tmp_path))


def test_a_table_of_which_nothing_changed_is_not_read_again(tmp_path: Path) -> None:
    from assess.model.progress import TablesRead

    delta(tmp_path / "lake/orders")
    source = Source(id="lake", department="it", kind="lake", path="lake")
    told: list[TablesRead] = []
    for _ in range(2):
        read_lake(source, tmp_path, salt=SALT, tell=told.append)  # type: ignore[arg-type]
    from deltalake import DeltaTable

    DeltaTable(tmp_path / "lake/orders").delete("id = 5")
    read_lake(source, tmp_path, salt=SALT, tell=told.append)  # type: ignore[arg-type]
    assert [(of.read, of.unchanged) for of in told] == [(1, 0), (0, 1), (1, 0)]
