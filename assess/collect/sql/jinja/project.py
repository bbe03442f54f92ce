"""The project a template belongs to: its macros, those of its packages, its variables."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.runtime import Macro

from assess.collect.sql.jinja.environment import OTHER_BLOCKS, Sandbox, Unknown
from assess.collect.sql.jinja.names import Late, Names, Space, base_names

MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\(")
FRESH = 1.0  # seconds in which a project is not looked at again
PACKAGES = ("dbt_packages", "dbt_modules")


@dataclass
class Project:
    """Names of macros and packages, and variables, ready for any template of the project."""

    names: Names = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    found: dict[str, Macro] = field(default_factory=dict)

    def names_for(self, this: str) -> Names:
        """Everything a template of this table can call."""
        given = {**base_names(this, self.variables), **self.names}
        given["adapter"] = Space("adapter", {"dispatch": self._dispatched, "quote": lambda name: f'"{name}"'})
        return given

    def _dispatched(self, name: str, *_: Any, **__: Any) -> Any:
        for known in (f"default__{name}", name):
            if known in self.found:
                return Late(known, self.found)
        return Unknown(name=name)


def project_of(folder: Path) -> Project:
    """The project in a folder, read again where a file of it changed; macros that cannot be run are not there."""
    known = _KNOWN.get(folder)
    now = time.monotonic()
    if known is not None and now - known[0] < FRESH:
        return known[2]
    stamp = _stamp(folder)
    project = known[2] if known is not None and known[1] == stamp else _project(folder)
    _KNOWN[folder] = (now, stamp, project)
    return project


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    files = [folder / "dbt_project.yml"]
    for place in (folder, *_packages(folder)):
        files += sorted((place / "macros").rglob("*.sql"))
    return tuple((str(f), f.stat().st_mtime_ns) for f in files if f.is_file())


def _project(folder: Path) -> Project:
    project = Project(variables=_variables(folder))
    for package in _packages(folder):
        project.names[package.name] = Space(package.name, _load(package / "macros", project))
    own = _load(folder / "macros", project)
    project.names.update(own)
    name = _told(folder).get("name")
    if isinstance(name, str) and name not in project.names:
        project.names[name] = Space(name, own)
    return project


def _packages(folder: Path) -> list[Path]:
    return [p for where in PACKAGES for p in sorted((folder / where).glob("*")) if (p / "macros").is_dir()]


def _load(folder: Path, project: Project) -> Names:
    """The macros of a folder by name, each callable by the others; they join those of the project."""
    texts = []
    for path in sorted(folder.rglob("*.sql")):
        with suppress(OSError, UnicodeDecodeError):
            texts.append(OTHER_BLOCKS.sub("", path.read_text("utf-8")))
    own: Names = {name: Late(name, project.found) for text in texts for name in MACRO.findall(text)}
    names = {**project.names_for(""), **own}
    for text in texts:
        with suppress(Exception):
            module = Sandbox().from_string(text, globals=names).module
            project.found.update({n: made for n, made in vars(module).items() if isinstance(made, Macro)})
    return own


def _variables(folder: Path) -> dict[str, Any]:
    """The variables of dbt_project.yml; those under a project's name count like the others."""
    given = _told(folder).get("vars")
    found: dict[str, Any] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        if isinstance(value, dict):
            found.update(value)
        else:
            found[name] = value
    return found


def _told(folder: Path) -> dict[str, Any]:
    from assess.model.errors import BadInput
    from assess.store.yaml_text import parse_yaml

    try:
        told = parse_yaml((folder / "dbt_project.yml").read_text("utf-8"), "dbt_project.yml", marked=False)
    except (OSError, UnicodeDecodeError, BadInput):
        return {}
    return told if isinstance(told, dict) else {}


_KNOWN: dict[Path, tuple[float, tuple[tuple[str, int], ...], Project]] = {}
