"""Crosswalks from their YAML, each resolved against the bank; every fault with file and line."""

from __future__ import annotations

from pathlib import Path

from assess.model.bank import Bank
from assess.model.crosswalk import Crosswalk
from assess.model.errors import BadInput, Problem
from assess.store.resources import resource
from assess.store.yaml_file import line_of, read_model, read_yaml


def load_crosswalk(path: Path, bank: Bank) -> Crosswalk:
    """The crosswalk in `path`; BadInput where it names an item that `bank` has not."""
    crosswalk = read_model(Crosswalk, path)
    if faults := list(crosswalk.faults(bank)):
        data = read_yaml(path, path.name)
        raise BadInput(Problem(f"{path.name}:{line_of(data, place)}", what) for place, what in faults)
    return crosswalk


def load_crosswalks(bank: Bank) -> tuple[Crosswalk, ...]:
    """All that are shipped, by file name; `bank` with its packs, as `load_bank("base+extended")`."""
    return tuple(
        load_crosswalk(path, bank) for path in sorted((resource("questionnaires") / "crosswalks").glob("*.yaml"))
    )
