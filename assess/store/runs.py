"""The `out/` folder of an engagement: a run is written whole or not at all, `latest` points to the newest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from assess.model.errors import BadInput, Problem
from assess.model.result import Result

RESULT = "result.json"


def result_bytes(result: Result) -> bytes:
    """result.json: UTF-8, keys in the order of the schema, the same bytes for the same result."""
    return (json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def save_run(folder: Path, run: str, files: Mapping[str, bytes], keep: Sequence[str] = ()) -> Path:
    """Write `out/<run>` and point `out/latest` at it; returns the run's folder.

    A run of that name is replaced; of its files and folders only those named in `keep` stay. A name may have folders
    in it: `unify/G0003/plan.json`.
    """
    out = folder / "out"
    draft, target = out / f".{run}.draft", out / run
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, content in files.items():
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).write_bytes(content)
    for name in keep:
        if name not in files and (target / name).is_file():
            shutil.copyfile(target / name, draft / name)
        elif name not in files and (target / name).is_dir():
            shutil.copytree(target / name, draft / name, dirs_exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    pointer = out / ".latest"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(run)
    pointer.replace(out / "latest")
    return target


def load_result(path: Path) -> Result:
    """The result in `path`: a result.json, a run's folder, or an engagement (its latest run)."""
    candidates = [path] if path.is_file() else [path / RESULT, path / "out" / "latest" / RESULT]
    for candidate in candidates:
        if candidate.is_file():
            try:
                return Result.model_validate_json(candidate.read_bytes())
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(str(part) for part in fault["loc"])
                raise BadInput(
                    [Problem(str(candidate), f"is not a result of this version of assess ({where}: {fault['msg']}).")]
                ) from None
    raise BadInput([Problem(str(path), f"holds no {RESULT}; run `assess run {path}` first.")])
