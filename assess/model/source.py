"""What a check-up reads, as the consultant names it under `sources` of `engagement.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, StrictBool, StrictStr, model_validator

from assess.model.parts import Part

Identifier = Annotated[StrictStr, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]


class Source(Part):
    """Something to read. Which fields apply depends on `kind`; see docs/engagement.md.

    `timeout_seconds` is for a statement on the catalogue, `profile_seconds` for one on a table's values. A table that
    would take longer, or has more than `profile_rows` rows, is read by sample. A lake is a folder (`path`) or a Spark
    `catalog`, read by `engine`; `spark` are Spark's own settings.
    """

    id: Identifier
    department: StrictStr = ""
    kind: Literal[
        "database", "lake", "catalog", "ddl", "sql", "dbt", "openlineage", "queries", "metrics", "usage"
    ]  # fmt: skip
    url: StrictStr = ""
    path: StrictStr = ""
    dialect: StrictStr = ""
    catalog: StrictStr = ""
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: dict[Annotated[StrictStr, Field(pattern=r"^spark\.")], StrictStr] = Field(default_factory=dict)
    schemas: tuple[StrictStr, ...] = ()
    reads_from: StrictStr = ""
    profile: StrictBool = True
    timeout_seconds: Annotated[float, Field(gt=0, le=3600)] = 20
    profile_seconds: Annotated[float, Field(gt=0, le=86400)] = 300
    profile_rows: Annotated[int, Field(gt=0)] | None = None
    columns: dict[StrictStr, StrictStr] = Field(default_factory=dict)
    timezone: StrictStr = ""

    @model_validator(mode="after")
    def _in_a_zone(self) -> Source:
        if self.timezone and self.timezone not in available_timezones():
            raise ValueError(f'timezone needs a name such as Asia/Shanghai, found "{self.timezone}"')
        return self

    @model_validator(mode="after")
    def _located(self) -> Source:
        if self.kind == "database" and not self.url:
            raise ValueError("a database needs url, for example postgresql://reader@host/name")
        if self.kind == "lake":
            return self._lake_located()
        usual = {"catalog": "", "engine": "duckdb", "spark": {}}  # says nothing
        told = [name for name, value in usual.items() if getattr(self, name) != value]
        if told:
            raise ValueError(f"{told[0]} is for a source of kind lake, found kind {self.kind}")
        if self.kind != "database" and not self.path:
            raise ValueError(f"a source of kind {self.kind} needs path, a file or a pattern such as sql/*.sql")
        return self

    def _lake_located(self) -> Source:
        if bool(self.path) == bool(self.catalog):
            found = "both" if self.path else "neither"
            raise ValueError(f"a lake needs path, a folder, or catalog, a catalogue of Spark's; found {found}")
        if self.engine != "spark" and (self.catalog or self.spark):
            raise ValueError(f"{'catalog' if self.catalog else 'spark'} needs engine: spark")
        return self
