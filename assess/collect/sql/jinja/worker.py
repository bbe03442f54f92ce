"""Fills in one template a line of stdin, each a JSON object, and answers with one a line: run as a process that can
be ended."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

MEMORY = 2 << 30  # bytes


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """`{"text", "lines"}`, or `{"why"}` where it could not be run: no text of the client's is in it."""
    from assess.collect.sql.jinja.environment import filled
    from assess.collect.sql.jinja.project import Project, project_of

    try:
        project = project_of(Path(asked["project"])) if asked["project"] else Project()
        text, lines = filled(asked["text"], project.names_for(asked["this"]))
    except TemplateError as error:
        return {"why": type(error).__name__}
    except MemoryError:
        return {"why": "MemoryError"}
    except Exception as error:  # noqa: BLE001 - a template may fail in any way; the plain way reads it then
        return {"why": type(error).__name__}
    return {"text": text, "lines": list(lines)}


def main() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer({"text": "", "this": "", "project": ""})  # everything is imported
    print("ready", flush=True)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
