"""A bank as the YAML file people edit: every text in quotes, nothing that is the default."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from assess.model.bank import Bank
from assess.store.whole_files import write_whole


def write_bank(bank: Bank, out: Path) -> Path:
    """Write `out` whole or not at all; reading it gives the same bank."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    told = StringIO()
    yaml.dump(_quoted(bank.model_dump(mode="json", exclude_defaults=True)), told)
    return write_whole(out, told.getvalue())


def _quoted(node: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(node, dict):
        return {key: _quoted(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_quoted(value) for value in node]
    return DoubleQuotedScalarString(node) if isinstance(node, str) else node
