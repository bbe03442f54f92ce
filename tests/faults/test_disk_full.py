"""A disk that is full: one sentence with the file and the room that is left, exit code 2, and everything old stands."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.profiles_db import Kept, profiles_store
from assess.store.whole_files import write_files, write_whole
from benchmarks.faults.company import CLOCK, LATER, build, change
from benchmarks.faults.seen import broken, litter, look
from benchmarks.faults.votes import join, opened, serving, total, vote

ROOM = 48_000_000  # bytes of the small disk
WEB = ("--formats", "html,xlsx", "--lang", "en")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, small; the test is skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def filled(disk: Path, free: int) -> Path:
    """Leave so many bytes free; returns the file that takes the rest."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        while (left := shutil.disk_usage(disk).free - free) > 0:
            try:
                file.write(b"\0" * left)
                file.flush()
            except OSError:  # somebody else was quicker
                break
    return ballast


def assess(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "assess", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("free", [0, 60_000])
def test_every_stage_says_so_and_leaves_what_was_there(disk: Path, free: int) -> None:
    folder = build(disk / "company", "", "http://127.0.0.1:9")
    assert assess("run", str(folder), "--clock", CLOCK, *WEB).returncode == 0
    change(folder)
    stages = (
        ("collect", str(folder), "--clock", LATER),
        ("diagnose", str(folder), "--clock", LATER),
        ("report", str(folder), *WEB),
        ("unify", str(folder), "G0001"),
        ("gate", str(folder), "--write-baseline", "--clock", LATER),
    )
    for words in stages if free == 0 else stages[:3]:
        before = look(folder)
        ballast = filled(disk, free)
        done = assess(*words)
        if done.returncode not in (0, 1) or free == 0:
            said = done.stderr.strip().splitlines()[-1]
            assert done.returncode == 2, (words, done.stderr)
            assert str(folder) in said and "disk is full" in said, said
            assert "Traceback" not in done.stderr
            assert look(folder) == before
        ballast.unlink()
        assert broken(folder) == [] and litter(folder) == []
        again = assess(*words)
        assert again.returncode in (0, 1), again.stderr
        assert look(folder) != before


def test_a_vote_that_found_no_room_is_not_acknowledged(disk: Path) -> None:
    room = opened(build(disk / "company", "", "http://127.0.0.1:9"))
    over = threading.Event()
    with serving(room.folder) as (_, port):
        join(room, port)
        threads = vote(room, port, over, random.Random(5))
        while total(room.phones) < 40:
            over.wait(0.02)
        ballast = filled(disk, 0)
        while sum(phone.refused for phone in room.phones) < 8:
            over.wait(0.02)
        ballast.unlink()
        told = total(room.phones)
        while total(room.phones) < told + 40:
            over.wait(0.02)
        over.set()
        for thread in threads:
            thread.join()
    assert room.wrong() == []
    assert broken(room.folder) == []


def test_output_that_goes_to_a_full_device_is_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "assess", "explain", "redundant-tables"], stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Stopped: [Errno 28] No space left on device; make room and run it again.\n"


def test_a_file_that_could_not_be_written_leaves_the_old_one(disk: Path) -> None:
    path = disk / "a.json"
    write_whole(path, "old")
    filled(disk, 0)
    with pytest.raises(BadInput, match=r"a\.json: could not be written: the disk is full \(0\.0 MB free in "):
        write_whole(path, "n" * 100_000)
    with pytest.raises(BadInput, match="disk is full"):
        write_files(disk / "many", {"x/y.txt": b"n" * 100_000})
    assert path.read_text() == "old"
    assert litter(disk) == []


def test_profiles_that_found_no_room_are_named(disk: Path) -> None:
    with profiles_store(disk) as store:
        filled(disk, 0)
        with pytest.raises(BadInput, match=r"profiles\.db: could not be written: the disk is full"):
            for n in range(200):
                store.keep("shop", f"shop.t{n}", Kept("a", "b", n))


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="disk is full"):
        write_whole(Path("/dev/full"), "x" * 10)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    (tmp_path / "real").write_text("old")
    write_whole(link, "new")
    assert link.is_symlink() and (tmp_path / "real").read_text() == "new"
    with pytest.raises(BadInput, match=os.strerror(errno.ENOENT)):
        write_whole(tmp_path / "none" / "x", "x")
