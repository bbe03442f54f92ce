"""YAML as people write it: keys in the order given, long texts in one piece."""

from __future__ import annotations

from io import StringIO
from typing import Any


def as_yaml(data: Any, comment: str = "") -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(data, text)
    return "".join(f"# {line}\n" for line in comment.splitlines()) + text.getvalue()
