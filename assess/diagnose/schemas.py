"""JSON Schemas of the files people write, for their editors: `python -m assess.diagnose.schemas` renews them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from assess.diagnose.texts import DetectorTexts
from assess.model.bank import Bank
from assess.store.resources import PACKAGE

FOLDER = PACKAGE / "model" / "schemas"
MODELS: dict[str, type[BaseModel]] = {"bank": Bank, "detector": DetectorTexts}


def schema_file(name: str) -> Path:
    """Where the schema `name` is committed."""
    return FOLDER / f"{name}.schema.json"


def schema_text(name: str) -> str:
    """The schema as the model in code has it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schemas() -> None:
    """Bring every committed schema up to date."""
    FOLDER.mkdir(exist_ok=True)
    for name in sorted(MODELS):
        schema_file(name).write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
