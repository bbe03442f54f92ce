"""The `out/` folder of an engagement: a run is written whole or not at all, `latest` points to the newest."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from assess.model.errors import BadInput, Problem
from assess.model.result import Result
from assess.store.swap import put_back, take_place
from assess.store.whole_files import alone_in, sync_folder, told_why, write_files

RESULT = "result.json"


def result_bytes(result: Result) -> bytes:
    """result.json: UTF-8, keys in the order of the schema, the same bytes for the same result."""
    return (json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def save_run(folder: Path, run: str, files: Mapping[str, bytes], keep: Sequence[str] = ()) -> Path:
    """Write `out/<run>` and point `out/latest` at it; returns the run's folder.

    A run of that name is replaced; of its files and folders only those named in `keep` stay. A name may have folders
    in it: `unify/G0003/plan.json`. Whoever reads meanwhile, and whoever comes after this was killed, finds the old
    run or the new one, whole. BadInput where the disk is full: then the old one stands.
    """
    out = folder / "out"
    with told_why(out):
        out.mkdir(parents=True, exist_ok=True)
    with alone_in(out):
        _tidy(out)
        draft, target = out / f".{run}.draft", out / run
        try:
            write_files(draft, files)
            with told_why(target):
                for name in keep:
                    if name not in files:
                        _keep(target / name, draft / name)
            with told_why(target):
                _drop(take_place(draft, target, out / f".{run}.old"))
                _point(out, run)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return target


def save_part(run: Path, part: str, files: Mapping[str, bytes]) -> Path:
    """Put a folder in place of the folder `part` of a run that is there; returns it. The rest of the run stays."""
    out, target = run.parent, run / part
    with alone_in(out):
        _tidy(out)
        draft = out / f".{run.name}.{part.replace('/', '.')}.draft"
        try:
            write_files(draft, files)
            with told_why(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                _drop(take_place(draft, target, out / f".was{draft.name}"))
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return target


def _keep(old: Path, new: Path) -> None:
    """The file or folder `old` under another name as well; by copying where the file system has no links."""

    def same(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:
            shutil.copyfile(one, other)

    if old.is_file():
        same(str(old), str(new))
    elif old.is_dir():
        shutil.copytree(old, new, copy_function=same, dirs_exist_ok=True)


def _tidy(out: Path) -> None:
    """Take away what programs left that were killed; nobody else writes now."""
    for old in out.glob(".*.old"):
        put_back(old, out / old.name[1 : -len(".old")])
    for left in (*out.glob(".*.draft"), *out.glob(".*.old")):
        shutil.rmtree(left, ignore_errors=True)
    (out / ".latest").unlink(missing_ok=True)


def _drop(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _point(out: Path, run: str) -> None:
    pointer = out / ".latest"
    pointer.symlink_to(run)
    pointer.replace(out / "latest")
    sync_folder(out)


def later_runs(folder: Path, run: str) -> list[str]:
    """Ids of check-ups in `folder` that are dated after `run`, the oldest first; none where clocks only went on."""
    ids = sorted(path.parent.name for path in (folder / "out").glob(f"[!.]*/{RESULT}") if path.parent.name != "latest")
    return [other for other in ids if _dated(other) > _dated(run)]


def _dated(run: str) -> str:
    """The moment with which an id begins, which sorts as time."""
    return run.partition("-")[0]


def load_result(path: Path) -> Result:
    """The result in `path`: a result.json, a run's folder, or an engagement (its latest run)."""
    latest = path / "out" / "latest"
    if latest.is_symlink() and not latest.exists():
        put_back(path / "out" / f".{latest.readlink().name}.old", path / "out" / latest.readlink().name)
    candidates = [path] if path.is_file() else [path / RESULT, latest / RESULT]
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
