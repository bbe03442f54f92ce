"""YAML into pydantic models; every fault with its file and line, all of them at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assess.model.errors import BadInput, Problem, nearest
from assess.store.yaml_text import LARGEST, parse_yaml

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path, shown: str | None = None) -> Any:
    """The parsed file, with line numbers on its maps and lists (ruamel's round-trip types)."""
    shown = shown or path.name
    return parse_yaml(text_of(path, shown), shown, marked=True)


def read_model(model: type[Model], path: Path) -> Model:
    """`path` as `model`; read fast, and once more with line numbers when there is a fault to tell."""
    try:
        return model.model_validate(parse_yaml(text_of(path, path.name), path.name, marked=False))
    except (BadInput, ValidationError):
        return validate(model, read_yaml(path), path.name)


def text_of(path: Path, shown: str) -> str:
    """The file as text, called `shown` in what is told about it; BadInput where it is too large or none."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput([Problem(shown, f"has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")])
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput([Problem(str(path), "this file does not exist.")]) from None
    except IsADirectoryError:
        raise BadInput([Problem(str(path), "is a folder; name a file.")]) from None
    except OSError as error:
        raise BadInput([Problem(str(path), f"cannot be read: {error.strerror}.")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem(shown, f"is not UTF-8 text (byte {error.start}); save it as UTF-8.")]) from None


def validate(model: type[Model], data: Any, shown: str) -> Model:
    """`data` as `model`, or BadInput with one problem a fault, each with file:line and field."""
    if not isinstance(data, dict):
        raise BadInput([Problem(f"{shown}:1", f"expected a map of fields, found {_kind(data)}.")])
    try:
        return model.model_validate(_plain(data))
    except ValidationError as error:
        raise BadInput(
            Problem(f"{shown}:{line_of(data, fault['loc'])}", _sentence(dict(fault), model, data))
            for fault in error.errors()
        ) from None


def line_of(data: Any, loc: tuple[Any, ...]) -> int:
    """Line of the field at `loc`, or of the nearest parent that has one."""
    line = 1
    node = data
    for key in loc:
        marks = getattr(node, "lc", None)
        try:
            if isinstance(node, dict) and key in node:
                line = marks.key(key)[0] + 1 if marks else line
            elif isinstance(node, list) and isinstance(key, int) and key < len(node):
                line = marks.item(key)[0] + 1 if marks else line
            else:
                break
            node = node[key]
        except (AttributeError, KeyError, TypeError):
            break
    return line


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for plain in (str, int, float):
        if isinstance(node, plain):
            return plain(node)
    return node


def _sentence(fault: dict[str, Any], model: type[BaseModel], data: Any) -> str:
    loc = tuple(part for part in fault["loc"] if not str(part).startswith("function-"))
    field = ".".join(str(part) if not isinstance(part, int) else f"[{part}]" for part in loc).replace(".[", "[")
    if fault["type"] == "extra_forbidden":
        return f'unknown field "{field}".{nearest(str(loc[-1]), _fields_at(model, loc[:-1]))}'
    if fault["type"] == "missing":
        return f'field "{field}" is required and missing.'
    message = str(fault["msg"]).removeprefix("Value error, ")
    found = fault.get("input")
    found = "a very long number" if isinstance(found, int) and abs(found) > 10**100 else found
    shown = f", found {found!r}" if isinstance(found, str | int | float | bool) and "found" not in message else ""
    return f"{field}: {message[0].lower()}{message[1:]}{shown}." if field else f"{message}{shown}."


def _fields_at(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """Names allowed at `loc`, found by walking the model's annotations."""
    from typing import get_args

    current: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        annotation = current.model_fields[part].annotation if part in getattr(current, "model_fields", {}) else None
        nested = [annotation, *get_args(annotation)]
        current = next((a for a in nested if isinstance(a, type) and issubclass(a, BaseModel)), None)
        if current is None:
            return []
    return list(current.model_fields)


def _kind(data: Any) -> str:
    return "nothing" if data is None else f"a {type(data).__name__}"
