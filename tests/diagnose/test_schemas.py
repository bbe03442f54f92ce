"""An editor that knows our schemas tells a writer what our programs will say."""

from __future__ import annotations

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from assess.diagnose.registry import detectors
from assess.diagnose.schemas import MODELS, schema_file, schema_text
from assess.store.resources import resource


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_committed_schema_is_the_one_in_the_code(name: str) -> None:
    assert schema_file(name).read_text(encoding="utf-8") == schema_text(name), "run python -m assess.diagnose.schemas"


def test_our_questionnaires_and_detector_texts_hold_to_their_schemas() -> None:
    checked = 0
    places = [("bank", path) for path in sorted(resource("questionnaires").glob("*.yaml"))]
    places += [("detector", detector.texts) for detector in detectors()]
    for name, path in places:
        schema = json.loads(schema_file(name).read_text(encoding="utf-8"))
        jsonschema.validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")), schema)
        checked += 1
    assert checked > 1


def test_a_bare_no_in_a_questionnaire_is_refused_by_the_schema() -> None:
    schema = json.loads(schema_file("bank").read_text(encoding="utf-8"))
    bank = YAML(typ="safe").load((resource("questionnaires") / "base.yaml").read_text(encoding="utf-8"))
    bank["items"][0]["levels"][0]["en"] = False
    with pytest.raises(jsonschema.ValidationError, match="False is not of type 'string'"):
        jsonschema.validate(bank, schema)
