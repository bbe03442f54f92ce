"""An Iceberg table whose files lie in one folder: no catalogue, no network, and no class that its metadata may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadataUtil

Placed = Callable[[str], Path]


def table_of(metadata: Mapping[str, Any], placed: Placed) -> Table:
    """The table that a metadata file tells of. `placed` says where on this machine a file of its log is."""
    told = TableMetadataUtil.parse_obj(dict(metadata))
    return Table(("lake",), told, "", Inside(placed), NoopCatalog("lake"))


class Inside(FileIO):
    """Reads what `placed` allows and writes nothing."""

    def __init__(self, placed: Placed) -> None:
        super().__init__()
        self._placed = placed

    def new_input(self, location: str) -> InputFile:
        """The file of that name in the log."""
        return _Local(self._placed(location))

    def new_output(self, location: str) -> OutputFile:
        """Nothing is written."""
        raise PermissionError(location)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Nothing is deleted."""
        raise PermissionError(str(location))


class _Local(InputFile):
    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path

    def __len__(self) -> int:
        return self._path.stat().st_size

    def exists(self) -> bool:
        return self._path.exists()

    def open(self, seekable: bool = True) -> InputStream:
        return self._path.open("rb")
