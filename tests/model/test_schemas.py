"""An editor that knows our schemas tells a writer what our programs will say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from assess.diagnose.registry import detectors
from assess.store.resources import PACKAGE, resource


def schema(name: str) -> Any:
    return json.loads((PACKAGE / "model" / "schemas" / f"{name}.schema.json").read_text("utf-8"))


def plain(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("bank", sorted(resource("questionnaires").glob("*.yaml"))),
        ("detector", [detector.texts for detector in detectors()]),
        ("treatment", sorted((PACKAGE / "treat" / "library").glob("*.yaml"))),
    ],
)
def test_our_own_files_hold_to_their_schemas(name: str, paths: list[Path]) -> None:
    assert paths
    for path in paths:
        jsonschema.validate(plain(path), schema(name))


def test_a_bare_no_in_a_questionnaire_is_refused_by_the_schema() -> None:
    bank = plain(resource("questionnaires") / "base.yaml")
    bank["items"][0]["levels"][0]["en"] = False
    with pytest.raises(jsonschema.ValidationError, match="False is not of type 'string'"):
        jsonschema.validate(bank, schema("bank"))
