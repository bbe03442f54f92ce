"""What the truth says can be seen in the rows: copies are nearly the same, look-alikes are not."""

from __future__ import annotations

import hashlib
from itertools import combinations

import pytest

from assess.demo.world import imagine


def test_eight_departments_keep_the_same_wide_table(company):
    group = company.truth["copies"][0]
    master = group["master"]
    assert len(group["members"]) == 8
    assert company.tables[master].shape[1] == 40
    kept_rows, kept_cells = [], []
    for member in group["members"][1:]:
        rows, cells = _sameness(company, group["columns"], master, member)
        assert 0.85 <= rows <= 1, member
        kept_rows.append(rows)
        kept_cells.append(cells)
    assert 0.88 <= sum(kept_rows) / 7 <= 0.97
    assert 0.86 <= sum(kept_cells) / 7 <= 0.95


def test_each_copy_has_rows_of_its_own(company):
    group = company.truth["copies"][0]
    known = set(company.values(group["master"], group["columns"][group["master"]]["order_id"]))
    for member in group["members"][1:]:
        own = set(company.values(member, group["columns"][member]["order_id"])) - known
        assert 20 <= len(own) <= 100, member


def test_the_copies_differ_in_names_types_and_retention(company):
    group = company.truth["copies"][0]
    columns = group["columns"]
    assert len({member.rsplit(".", 1)[1] for member in group["members"]}) == 8
    assert len({columns[m]["member_id"] for m in group["members"]}) >= 5
    kinds = {type(company.tables[m][columns[m]["member_id"]].iloc[0]).__name__ for m in group["members"]}
    assert {"int", "str"} <= kinds


def test_the_master_has_every_order_that_two_copies_share(company):
    group = company.truth["copies"][0]
    orders = {m: set(company.values(m, group["columns"][m]["order_id"])) for m in group["members"]}
    for a, b in combinations(group["members"], 2):
        assert orders[a] & orders[b] <= orders[group["master"]]


@pytest.mark.parametrize("number", range(1, 10))
def test_a_smaller_copy_holds_mostly_what_its_master_holds(company, number):
    group = company.truth["copies"][number]
    master = [set(company.values(group["master"], c)) for c in company.tables[group["master"]].columns]
    for member in group["members"][1:]:
        held = 0
        for column in company.tables[member].columns:
            values = {v for v in company.values(member, column) if v is not None}
            held += any(len(values & other) >= 0.95 * len(values) for other in master)
        assert held >= 0.8 * company.tables[member].shape[1], member


def test_no_look_alike_shares_a_row(company):
    for group in company.truth["look_alikes"]:
        if group["kind"] in ("layer", "source"):
            continue
        for a, b in combinations(group["tables"], 2):
            assert not company.rows(a) & company.rows(b), (a, b)


def test_look_alikes_with_a_key_share_no_key(company):
    for group in company.truth["look_alikes"]:
        if group["kind"] in ("template", "shard"):
            for a, b in combinations(group["tables"], 2):
                assert not set(company.tables[a].iloc[:, 0]) & set(company.tables[b].iloc[:, 0]), (a, b)


def test_look_alikes_look_alike(company):
    for group in company.truth["look_alikes"]:
        if group["kind"] in ("template", "shard", "generic"):
            assert len({tuple(company.tables[table].columns) for table in group["tables"]}) == 1, group["id"]


def test_layers_stay_within_one_department(company, department):
    for group in company.truth["look_alikes"]:
        if group["kind"] == "layer":
            assert len({department(table) for table in group["tables"]}) == 1


def test_versions_lie_in_the_department_of_their_table(company, department):
    for version in company.truth["versions"]:
        assert department(version["table"]) == department(version["of"])


def test_parallel_derivations_come_to_the_same_number_of_rows(company):
    for group in company.truth["parallel_derivations"]:
        if group["id"] != "member_order_wide":  # its tables are loaded by hand-made history too
            sizes = {len(company.tables[table]) for table in group["tables"]}
            assert len(sizes) == 1, group


def test_the_serial_chain_is_written_in_the_scripts(company):
    scripts = {file.stem: file.read_text("utf-8") for file in (company.folder / "sql/it").glob("*.sql")}
    for upper, lower in zip(company.truth["chain"], company.truth["chain"][1:], strict=False):
        writes = [sql for sql in scripts.values() if f"TABLE {lower.removeprefix('dw.')} AS" in sql]
        assert len(writes) == 1
        assert upper.removeprefix("dw.") in writes[0]


def test_two_builds_are_the_same_company(company, build, tmp_path):
    again = build(tmp_path / "again")
    files = sorted(f.relative_to(company.folder) for f in company.folder.rglob("*") if f.is_file())
    assert files == sorted(f.relative_to(again.folder) for f in again.folder.rglob("*") if f.is_file())
    for file in files:
        if file.parts[0] != "databases":
            assert (company.folder / file).read_bytes() == (again.folder / file).read_bytes(), file
    assert {t: _digest(f) for t, f in company.tables.items()} == {t: _digest(f) for t, f in again.tables.items()}


def test_another_seed_is_another_life():
    lives = [imagine(seed, ("crm",)).orders for seed in (7, 7, 8)]
    assert lives[0].equals(lives[1])
    assert not lives[0].equals(lives[2])


def _sameness(company, columns, master, member):
    """(share of the master's orders that the copy has, share of the master's cells it has unchanged)."""
    left = company.tables[master]
    names = columns[member]
    master_key, member_key = columns[master]["order_id"], names["order_id"]
    known = dict(zip(company.values(master, master_key), range(len(left)), strict=True))
    places = [(known[key], i) for i, key in enumerate(company.values(member, member_key)) if key in known]
    same = 0
    for column, name in columns[master].items():
        if column in names:
            ours, theirs = company.values(master, name), company.values(member, names[column])
            same += sum(ours[i] == theirs[j] for i, j in places)
    return len(places) / len(left), same / left.size


def _digest(frame):
    text = frame.to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()
