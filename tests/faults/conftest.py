"""What the tests of faults share: databases to read, and what becomes of a collect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assess.checkup import collect_stage
from assess.model.evidence import Evidence
from assess.model.progress import TablesRead

ROWS = "SELECT g AS id, 'k' || g AS word FROM generate_series(1, 500) g"


@pytest.fixture
def run() -> Callable[..., None]:
    """`run(url, *statements)` as somebody who may write."""

    def told(url: str, *statements: str) -> None:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    return told


@pytest.fixture
def shop(postgres_url: str, run: Callable[..., None]) -> str:
    """A PostgreSQL database of eight tables with statistics."""
    run(postgres_url, *(f"CREATE TABLE t{n} AS {ROWS}" for n in range(8)), "ANALYZE")
    return postgres_url


class Client:
    """An engagement with a database behind something that fails, and a file beside it that does not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "other.csv").write_text(
            "department,source,schema,table,column,position,type\nsales,depot,,stock,item,1,int\n"
        )

    def names(self, url: str, **more: Any) -> None:
        """Write engagement.yaml with `url` as the source `shop`."""
        fields = {"timeout_seconds": 2, "profile_seconds": 2, **more}
        told = "".join(f", {name}: {value}" for name, value in fields.items())
        (self.folder / "engagement.yaml").write_text(
            "client: {en: A shop}\ndepartments:\n  - {id: sales, name: {en: Sales}}\nsources:\n"
            f"  - {{id: shop, department: sales, kind: database, url: '{url}'{told}}}\n"
            "  - {id: depot, department: sales, kind: catalog, path: other.csv}\n"
        )

    def collects(self) -> tuple[Evidence, Sequence[TablesRead]]:
        told: list[TablesRead] = []
        return collect_stage(self.folder, tell=told.append), told


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """An engagement in a folder of its own."""
    return Client(tmp_path / "client")


@pytest.fixture
def why() -> Callable[..., tuple[bool, str, str]]:
    """`why(evidence, input)`: whether coverage says it is available, and its reason in English and Chinese."""

    def told(evidence: Evidence, name: str) -> tuple[bool, str, str]:
        row = evidence.coverage[evidence.coverage["input"] == name].iloc[0]
        return bool(row["available"]), str(row["why_en"]), str(row["why_zh"])

    return told
