"""Loaded by every Python that a test starts: notes what asks for the network, and what writes outside its folder."""

import os
import sys

_LOG = os.environ.get("ASSESS_WATCH", "")
_HOME = os.environ.get("ASSESS_WATCH_HOME", "")
_FINDING_LIBRARIES = ("ldconfig", "gcc", "cc", "ld", "objdump")  # Python asks them where Pango is
_SEEN: set[str] = set()


def _note(what: str) -> None:
    if what not in _SEEN:
        _SEEN.add(what)
        handle = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, (what + "\n").encode("utf-8", "backslashreplace"))
        os.close(handle)


def _outside(path: object) -> bool:
    if not isinstance(path, str | bytes):
        return False
    place = os.path.realpath(os.fsdecode(path))
    kept = place.startswith((_HOME + os.sep, "/dev/", "/proc/")) or place == _HOME
    return not kept and "__pycache__" not in place and place != _LOG


def _watch(event: str, args: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        if isinstance(args[1], tuple):
            _note(f"network: {event} {args[1]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        _note(f"network: {event} {args[0]}")
    elif event == "open":
        path, mode, flags = args
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if not isinstance(mode, str) and isinstance(flags, int):
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        if writes and _outside(path):
            _note(f"written: {path}")
    elif event in ("os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.rename", "os.truncate"):
        for path in args[:2]:
            if _outside(path):
                _note(f"written: {event} {path}")
    elif event in ("os.system", "os.exec", "os.posix_spawn"):
        _note(f"program: {event} {args[0]}")
    elif event == "subprocess.Popen":
        name = str(args[0]).rpartition("/")[2]
        if name != sys.executable.rpartition("/")[2] and name not in _FINDING_LIBRARIES:
            _note(f"program: {args[0]}")


if _LOG:
    sys.addaudithook(_watch)
