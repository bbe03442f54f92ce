"""Datasets of OpenLineage events under the names that tables have in SQL."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assess.collect.dialects import engine_name
from assess.collect.json_shape import ONE, Each, whole

Place = tuple[str, str]
"""namespace, name"""

_LINEAGE = {"namespace": ONE, "name": ONE, "field": ONE, "transformations": [{}]}
# what is looked at of a dataset in an event
DATASET: Any = {
    "namespace": ONE, "name": ONE, "inputFacets": {"inputStatistics": {}, "dataQualityMetrics": {}},
    "outputFacets": {"outputStatistics": {}},
    "facets": {
        "symlinks": {"identifiers": [{}]}, "schema": {"fields": [{}]}, "documentation": {}, "datasetType": {},
        "ownership": {"owners": [{}]}, "dataQualityMetrics": {}, "lifecycleStateChange": {"previousIdentifier": {}},
        "columnLineage": {"fields": Each({"inputFields": [_LINEAGE]}), "dataset": [_LINEAGE]},
    },
}  # fmt: skip

# schemes whose names are paths, which mean something only behind the scheme and the bucket
STORES = frozenset(
    ("s3", "s3a", "s3n", "gs", "gcs", "abfs", "abfss", "wasb", "wasbs", "hdfs", "file", "oss", "obs", "cos", "dbfs",
     "adl", "ftp", "sftp", "kafka", "pubsub", "kinesis")
)  # fmt: skip
ENGINES = {"sqlserver": "tsql", "mssql": "tsql", "awsathena": "athena", "unitycatalog": "databricks",
           "azuresql": "tsql", "cratedb": "postgres", "awsglue": "hive"}  # fmt: skip


@dataclass
class Table:
    """All that events say of one dataset; `links` are other places of it, `now` its name after a rename."""

    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    about: str = ""
    owner: str = ""
    rows: int | None = None
    size: int | None = None
    view: bool = False
    retired: bool = False


@dataclass
class Shelf:
    """Every dataset by its place."""

    tables: dict[Place, Table] = field(default_factory=dict)
    links: dict[Place, Place] = field(default_factory=dict)
    renamed: dict[Place, Place] = field(default_factory=dict)
    _names: dict[Place, str] | None = None

    def note(self, told: Mapping[str, Any]) -> Place:
        """The dataset's place, with what the event says of it noted."""
        facets = told.get("facets") or {}
        place = place_of(told)
        table = self.tables.setdefault(place, Table())
        for link in (facets.get("symlinks") or {}).get("identifiers") or ():
            if str(link.get("type") or "").upper() == "TABLE" and _is_path(place) and link.get("name"):
                self.links[place] = place_of(link)
        for column in (facets.get("schema") or {}).get("fields") or ():
            about = str(column.get("description") or "")
            table.columns[str(column.get("name"))] = (str(column.get("type") or ""), about)
        table.about = str((facets.get("documentation") or {}).get("description") or table.about)
        table.owner = owner_of(facets) or table.owner
        table.view = "VIEW" in str((facets.get("datasetType") or {}).get("datasetType") or "").upper() or table.view
        quality = (told.get("inputFacets") or {}).get("dataQualityMetrics") or facets.get("dataQualityMetrics") or {}
        table.rows, table.size = _whole(quality.get("rowCount"), table.rows), _whole(quality.get("bytes"), table.size)
        change = facets.get("lifecycleStateChange") or {}
        self._change(place, table, str(change.get("lifecycleStateChange") or "").upper(), change)
        return place

    def _change(self, place: Place, table: Table, what: str, change: Mapping[str, Any]) -> None:
        if what == "DROP":
            table.retired = True
        elif what:
            table.retired = False
        before = change.get("previousIdentifier") or {}
        if what == "RENAME" and before.get("name"):
            old = (str(before.get("namespace") or place[0]), str(before["name"]))
            if old != place:
                self.tables.setdefault(old, Table())
                self.renamed[old] = place

    def written(self, told: Mapping[str, Any]) -> Place:
        """The place of an output; what was written is all of the table only where it was written over."""
        place = self.note(told)
        facets = told.get("facets") or {}
        change = str((facets.get("lifecycleStateChange") or {}).get("lifecycleStateChange") or "").upper()
        if change in ("OVERWRITE", "CREATE", "TRUNCATE"):
            statistics = (told.get("outputFacets") or {}).get("outputStatistics") or {}
            table = self.tables[place]
            table.rows, table.size = _whole(statistics.get("rowCount"), None), _whole(statistics.get("size"), None)
        return place

    def lasting(self, place: Place) -> Place:
        """The place of the same table after links and renames."""
        seen: set[Place] = set()
        while place not in seen:
            seen.add(place)
            place = self.links.get(place) or self.renamed.get(place) or place
        return place

    def name(self, place: Place) -> str:
        """The table's name: that of the dataset, behind the server where several servers have one of the name."""
        if self._names is None:
            self._names = self._named()
        last = self.lasting(place)
        return self._names.get(last) or _name(last)

    def shown(self) -> dict[Place, Table]:
        """The tables that are still there under their own names, with what was said of their other places."""
        found: dict[Place, Table] = {}
        for place, table in self.tables.items():
            last = self.lasting(place)
            if self.tables.get(last, table).retired or not last[1]:
                continue
            if last not in found:
                found[last] = self.tables.get(last) or Table()
            known = found[last]
            if known is not table:
                known.columns = known.columns or table.columns
                known.about, known.owner = known.about or table.about, known.owner or table.owner
                known.rows = table.rows if known.rows is None else known.rows
                known.size = table.size if known.size is None else known.size
        return found

    def _named(self) -> dict[Place, str]:
        places: defaultdict[str, set[Place]] = defaultdict(set)
        for place in self.tables:
            last = self.lasting(place)
            places[_name(last).lower()].add(last)
        return {
            place: _name(place) if len(same) == 1 else f"{_server(place[0])}.{_name(place)}"
            for same in places.values() for place in same
        }  # fmt: skip


def place_of(told: Mapping[str, Any]) -> Place:
    """Namespace and name of a dataset."""
    return str(told.get("namespace") or ""), str(told.get("name") or "")


def owner_of(facets: Mapping[str, Any]) -> str:
    """The first owner of a dataset or a job."""
    owners = (facets.get("ownership") or {}).get("owners") or ()
    return str(owners[0].get("name") or "") if owners else ""


def engine_of(namespace: str) -> str:
    """The sqlglot dialect of the engine behind a namespace, empty where it is none."""
    scheme = namespace.partition(":")[0].lower()
    return engine_name(ENGINES.get(scheme, scheme)) if scheme and scheme not in STORES else ""


def _is_path(place: Place) -> bool:
    return place[0].partition(":")[0].lower() in STORES or "/" in place[1]


def _name(place: Place) -> str:
    namespace, name = place
    if namespace.partition(":")[0].lower() in STORES and name:
        return f"{namespace.rstrip('/')}{'' if '://' in namespace else '://'}/{name.lstrip('/')}".replace(
            ":////", ":///"
        )
    return name


def _server(namespace: str) -> str:
    host = re.sub(r":\d+$", "", namespace.partition("://")[2] or namespace)
    return re.sub(r"\W+", "_", host).strip("_") or "unnamed"


def _whole(value: Any, before: int | None) -> int | None:
    found = whole(value)
    return before if found is None else found
