"""A questionnaire from its YAML; every fault with file and line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assess.model.bank import Bank
from assess.model.errors import BadInput, Problem, nearest
from assess.store.resources import resource
from assess.store.yaml_file import line_of, read_model, read_yaml


def load_bank(name_or_path: str | Path) -> Bank:
    """A shipped bank by its name (`base`), or one of your own by the path of its file."""
    path = _located(name_or_path)
    return _loaded(path, path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _loaded(path: Path, _written: int) -> Bank:
    """Read once however often it is asked for, and again when the file has changed."""
    bank = read_model(Bank, path)
    if faults := list(bank.faults()):
        data = read_yaml(path, path.name)
        raise BadInput(Problem(f"{path.name}:{line_of(data, place)}", what) for place, what in faults)
    return bank


def _located(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    shipped = sorted(resource("questionnaires").glob("*.yaml"))
    for candidate in shipped:
        if candidate.stem == str(name_or_path):
            return candidate
    hint = nearest(str(name_or_path), [candidate.stem for candidate in shipped])
    raise BadInput([Problem(str(name_or_path), f"is neither a questionnaire of ours nor a file.{hint}")])
