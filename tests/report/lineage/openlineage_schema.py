"""What OpenLineage 2-0-2 asks of a JobEvent and of the facets we write, put down from the specification."""

from __future__ import annotations

from typing import Any


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


def _facet(name: str, required: list[str], **properties: Any) -> dict[str, Any]:
    """A facet bears who wrote it and which definition it follows."""
    base = {
        "_producer": {"type": "string", "format": "uri", "pattern": "^[a-z]+:"},
        "_schemaURL": {"type": "string", "pattern": rf"^https://openlineage\.io/spec/.+#/\$defs/{name}$"},
    }
    return _object(["_producer", "_schemaURL", *required], **base, **properties)


TEXT = {"type": "string", "minLength": 1}
OWNERS = {"type": "array", "items": _object(["name"], name=TEXT, type=TEXT)}
TRANSFORMATION = _object(
    ["type"],
    type={"enum": ["DIRECT", "INDIRECT"]},
    subtype={"enum": ["IDENTITY", "TRANSFORMATION", "AGGREGATION", "JOIN", "GROUP_BY", "FILTER", "SORT", "WINDOW",
                      "CONDITIONAL"]},
    description=TEXT,
    masking={"type": "boolean"},
)  # fmt: skip
INPUT_FIELD = _object(
    ["namespace", "name", "field"],
    namespace=TEXT, name=TEXT, field=TEXT, transformations={"type": "array", "items": TRANSFORMATION},
)  # fmt: skip
DATASET = _object(
    ["namespace", "name"],
    namespace=TEXT,
    name=TEXT,
    facets={
        **_object(
            [],
            schema=_facet(
                "SchemaDatasetFacet", [],
                fields={"type": "array", "items": _object(["name"], name=TEXT, type={"type": "string"})},
            ),
            ownership=_facet("OwnershipDatasetFacet", [], owners=OWNERS),
            columnLineage=_facet(
                "ColumnLineageDatasetFacet", ["fields"],
                fields={
                    "type": "object",
                    "additionalProperties": _object(
                        ["inputFields"], inputFields={"type": "array", "minItems": 1, "items": INPUT_FIELD}
                    ),
                },
                dataset={"type": "array", "items": INPUT_FIELD},
            ),
        ),
        "additionalProperties": False,
    },
)  # fmt: skip
JOB = _object(
    ["namespace", "name"],
    namespace=TEXT,
    name=TEXT,
    facets={
        **_object(
            [],
            sql=_facet("SQLJobFacet", ["query"], query=TEXT, dialect=TEXT),
            ownership=_facet("OwnershipJobFacet", [], owners=OWNERS),
            jobType=_facet("JobTypeJobFacet", ["processingType", "integration"],
                           processingType={"enum": ["BATCH", "STREAMING", "SERVICE"]}, integration=TEXT, jobType=TEXT),
        ),
        "additionalProperties": False,
    },
)  # fmt: skip
JOB_EVENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        ["eventTime", "producer", "schemaURL", "job"],
        eventTime={"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        producer={"type": "string", "pattern": "^[a-z]+:"},
        schemaURL={"const": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent"},
        job=JOB,
        inputs={"type": "array", "items": DATASET},
        outputs={"type": "array", "items": DATASET},
    ),
    "not": {"required": ["run"]},  # an event with a run would be a RunEvent
}
