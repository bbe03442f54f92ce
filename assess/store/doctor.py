"""What this machine has of what a check-up needs."""

from __future__ import annotations

import ctypes.util
import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from assess.store.java import JAVA, is_old, java_found


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked for: where it was found (empty when it was not) and how to get it."""

    name: str
    found: str
    required: bool
    remedy: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def examine() -> list[Check]:
    """Every library, font and program a check-up or its tests use."""
    return [
        Check("Pango (PDF)", _library("pango-1.0"), True, "apt-get install libpango-1.0-0 libpangoft2-1.0-0"),
        Check("HarfBuzz subset (fast PDF)", _library("harfbuzz-subset"), False, "apt-get install libharfbuzz-subset0"),
        Check("Chinese font", _try(_font), True, "pip install justmytype-intl-cjk"),
        Check("PostgreSQL driver", _module("psycopg"), True, "pip install 'psycopg[binary]'"),
        Check("MySQL driver", _module("pymysql"), True, "pip install pymysql"),
        Check("compiled sqlglot", _package("sqlglotc"), False, "pip install 'sqlglot[c]'"),
        Check("deltalake, pyiceberg (lakes)", _both("deltalake", "pyiceberg"), False, "pip install 'assess[lake]'"),
        Check("pyspark (lakes)", _package("pyspark"), False, "pip install 'assess[spark]'"),
        Check(f"Java {JAVA} (lakes)", _java(), False, f"install Java {JAVA} or newer, or let JAVA_HOME point to it"),
        Check("Chromium (tests)", shutil.which("chromium") or "", False, "apt-get install chromium"),
        Check("poppler (tests)", shutil.which("pdftotext") or "", False, "apt-get install poppler-utils"),
    ]


def _library(name: str) -> str:
    return ctypes.util.find_library(name) or ""


def _both(*names: str) -> str:
    found = [_package(name) for name in names]
    return ", ".join(found) if all(found) else ""


def _module(name: str) -> str:
    spec = importlib.util.find_spec(name)
    return "installed" if spec else ""


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _java() -> str:
    """Its version, where Spark can run on it."""
    found = java_found()
    return "" if is_old(found) else found


def _font() -> str:
    from assess.store.resources import font_file

    return font_file().name


def _try(look: Callable[[], str]) -> str:
    try:
        return look()
    except FileNotFoundError:
        return ""
