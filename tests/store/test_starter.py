"""What `assess init` and the app's "create" leave behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.engagement_file import load_engagement
from assess.store.starter import write_starter


@pytest.mark.parametrize("name", ["云岭乳业", 'Say "cheese": #1 {{ name_en }} & Co', "null", "- 5", "100% milk\\n"])
def test_a_new_engagement_loads_without_an_error_whatever_the_client_is_called(tmp_path: Path, name: str) -> None:
    written = write_starter(tmp_path / "new" / "folder", name_zh=name)
    client = load_engagement(written.parent).client
    assert client.zh == name
    assert client.text.en == name


def test_without_a_name_the_file_says_where_to_put_it_and_loads(tmp_path: Path) -> None:
    write_starter(tmp_path)
    assert load_engagement(tmp_path).client.en == "Name of the client"


def test_both_names_are_kept(tmp_path: Path) -> None:
    write_starter(tmp_path, "云岭乳业", "Yunling Dairy")
    client = load_engagement(tmp_path).client
    assert (client.zh, client.en) == ("云岭乳业", "Yunling Dairy")


def test_every_commented_example_of_the_starter_is_valid_when_uncommented(tmp_path: Path) -> None:
    path = write_starter(tmp_path, "云岭乳业", "Yunling Dairy")
    for kind in ("lake", "catalogs", "ddl", "sql/x", "metrics", "usage", "dbt/target", "events", "queries"):
        (tmp_path / kind).mkdir(parents=True)
    for name in ("catalogs/warehouse.csv", "ddl/a.sql", "sql/x/a.sql", "metrics/a.csv", "usage/a.csv",
                 "dbt/target/manifest.json", "events/a.jsonl", "queries/a.csv"):  # fmt: skip
        (tmp_path / name).write_text("")
    path.write_text(_uncommented(path.read_text(encoding="utf-8")), encoding="utf-8")
    engagement = load_engagement(tmp_path)
    assert [source.kind for source in engagement.sources] == [
        "database", "lake", "catalog", "ddl", "sql", "dbt", "openlineage", "queries", "metrics", "usage",
    ]  # fmt: skip
    assert [rule.department for rule in engagement.ownership] == ["headquarters"] * 3
    assert engagement.prices.model_fields_set >= {"storage_per_tb_year", "person_day", "cold_storage_share"}
    assert engagement.organisation.duties[0].met is True
    assert engagement.capacity_days_per_year == 400


def test_an_engagement_is_never_overwritten(tmp_path: Path) -> None:
    path = write_starter(tmp_path, "云岭乳业")
    before = path.read_bytes()
    with pytest.raises(BadInput, match="already there"):
        write_starter(tmp_path, "别的公司")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [("甲\n乙", "", "one line"), ("", "x" * 121, "at most 120")],
)
def test_a_client_without_a_usable_name_is_refused_and_nothing_is_made(
    tmp_path: Path, zh: str, en: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        write_starter(tmp_path / "new", zh, en)
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(BadInput, match="taken: is a file"):
        write_starter(tmp_path / "taken", "甲")


def _uncommented(text: str) -> str:
    """The starter with its example lines in force: those whose comment starts with a field or a list item."""
    lines = []
    for line in text.splitlines():
        bare = line.lstrip()
        indent = line[: len(line) - len(bare)]
        if bare.startswith("# ") and _is_yaml(bare[2:]):
            lines.append(indent + bare[2:])
        elif line.startswith(("sources: []", "prices: {}", "organisation: {}")):
            lines.append(line.split(":")[0] + ":")
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_yaml(text: str) -> bool:
    head = text.lstrip().removeprefix("- ").split(":")[0]
    return ":" in text and head.isidentifier() and head.isascii() and head == head.lower()
