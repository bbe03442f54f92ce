"""YAML as a program writes it back is read; what is looked at first refuses nothing that the careful parser takes."""

from __future__ import annotations

import io

import pytest
from ruamel.yaml import YAML

from assess.model.errors import BadInput
from assess.store.yaml_text import DEEPEST, parse_yaml


def test_addresses_in_many_brackets_are_read_after_a_program_has_written_them_back() -> None:
    sources = "".join(f'  - {{id: s{n}, kind: database, url: "duckdb:///databases/a_long_name_{n}.duckdb"}}\n'
                      for n in range(40))  # fmt: skip
    text = f"sources:\n{sources}"
    assert text.count("{") > DEEPEST // 4  # enough to be looked at
    out = io.StringIO()
    YAML().dump(YAML().load(text), out)
    read = parse_yaml(out.getvalue(), "engagement.yaml", marked=True)
    assert [dict(one) for one in read["sources"]] == [dict(one) for one in YAML(typ="safe").load(text)["sources"]]


@pytest.mark.parametrize("marked", [True, False])
def test_what_nests_without_end_is_refused_by_both_parsers(marked: bool) -> None:
    with pytest.raises(BadInput, match="levels deep"):
        parse_yaml("a: " + "[" * 100_000, "engagement.yaml", marked=marked)
