"""Reads statements from stdin and answers on stdout: run by `pool` as a process that can be ended."""

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import sys
import threading

STACK = 512 << 20  # bytes: room for what is nested deeply, in compiled code that counts no levels
MEMORY = 6 << 30  # bytes a worker may have
COLLECT_AFTER = 200  # statements: syntax trees are cyclic, and collecting them all along takes as long as parsing
RETIRE_AFTER = 4000


def main() -> None:
    """Requests are pickled lists of (text, dialect, inside); each piece is answered by itself, in order."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve)
    thread.start()
    thread.join()


def _serve() -> None:
    from assess.collect.sql.kept import packed
    from assess.collect.sql.split import Piece

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    sys.setrecursionlimit(20_000)
    gc.disable()
    done = 0
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while done < RETIRE_AFTER:
        try:
            pieces = pickle.load(source)  # noqa: S301 - from our own parent
        except EOFError:
            return
        for text, dialect, inside in pieces:
            sink.write(pickle.dumps(packed(Piece(text, 1, inside), dialect)))
            sink.flush()
            done += 1
            if done % COLLECT_AFTER == 0:
                gc.collect()


if __name__ == "__main__":
    main()
