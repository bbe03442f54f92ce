"""Reads one long statement from stdin and answers on stdout: run by `sql_guard` as a process that can be ended."""

from __future__ import annotations

import pickle
import sys


def main() -> None:
    """argv: dialect, line."""
    from assess.collect.sql.guard import parse
    from assess.collect.sql.script import collector_off

    with collector_off():
        answer = parse(sys.stdin.buffer.read().decode(), sys.argv[1], int(sys.argv[2]))
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
