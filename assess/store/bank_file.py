"""A questionnaire from its YAML; every fault with file and line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assess.model.bank import Bank
from assess.model.errors import BadInput, Problem, nearest
from assess.store.resources import resource
from assess.store.yaml_file import line_of, read_model, read_yaml


def load_bank(name_or_path: str | Path) -> Bank:
    """A shipped bank by its name (`base`), or one of your own by the path of its file.

    `base+extended` is a bank with a pack, and so on; a pack by its own name is a bank by itself.
    """
    first, *packs = _parts(name_or_path)
    bank = _read(first)
    for name in packs:
        bank = _with(bank, _read(name), name)
    return bank


def _parts(name_or_path: str | Path) -> list[str | Path]:
    """The names between plus signs; a file that exists is one name whatever it is called."""
    return [name_or_path] if Path(name_or_path).exists() else [*str(name_or_path).split("+")]


def _read(name_or_path: str | Path) -> Bank:
    path = _located(name_or_path)
    return _loaded(path, path.stat().st_mtime_ns if path.exists() else 0)


def _with(bank: Bank, pack: Bank, name: str | Path) -> Bank:
    whole = bank.with_pack(pack)
    if pack.pack_of is None:
        problems = [Problem(str(name), "is a bank by itself and no pack; a pack says in pack_of what it is added to.")]
    elif pack.pack_of != bank.id.split("+")[0]:
        problems = [Problem(str(name), f"is a pack of {pack.pack_of}, found {bank.id} before it.")]
    else:
        problems = [Problem(str(name), what) for _, what in whole.faults()]
    if problems:
        raise BadInput(problems)
    return whole


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
