"""Templates filled in by a process apart: one that never ends, or eats all memory, costs that process only."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from assess.model.text import Text

SECONDS = 5.0  # for one template
START = 20.0  # for the process to come up before its first
REASONS = {
    "SecurityError": Text("它访问了模板不该访问的东西", "it asks for what a template must not have"),
    "RecursionError": Text("它无休止地调用自己", "it calls itself without end"),
    "MemoryError": Text("它占用的内存太多", "it takes too much memory"),
    "late": Text(f"它运行超过 {SECONDS:.0f} 秒", f"it runs for more than {SECONDS:.0f} seconds"),
    "gone": Text("它使运行它的进程中止", "it ends the process that runs it"),
    "TemplateSyntaxError": Text("它的语法不完整或含有未知的标签", "its syntax is broken, or it has tags nobody knows"),
    "TemplateAssertionError": Text("它用到未知的过滤器", "it uses filters nobody knows"),
    "TemplateError": Text("它循环过多或结果过大", "it loops too often or grows too large"),
}
OTHER = Text("它在运行中出错", "it fails when it runs")


class Filled(NamedTuple):
    """Plain SQL with the line of the template for each of its lines; `text` is None where `why` says what stood in
    the way."""

    text: str | None
    lines: tuple[int, ...] = ()
    why: Text = Text.both("")


class _Apart:
    """The process, started when first needed and again after it was ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()

    def fill(self, text: str, this: str, project: Path | None) -> Filled:
        asked = json.dumps({"text": text, "this": this, "project": str(project or "")}) + "\n"
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self._start()
            line, late = self._answer(asked, SECONDS)
            if not line.endswith("\n"):
                self.end()
                return Filled(None, (), REASONS["late" if late else "gone"])
        given = json.loads(line)
        if "why" in given:
            return Filled(None, (), REASONS.get(given["why"], OTHER))
        return Filled(given["text"], tuple(given["lines"]))

    def _start(self) -> None:
        self.end()
        command = [sys.executable, "-m", "assess.collect.sql.jinja.worker"]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8",
        )  # fmt: skip
        self._answer("", START)  # it says when it is ready

    def _answer(self, asked: str, seconds: float) -> tuple[str, bool]:
        """One line from the process, and whether it was ended because none came in time."""
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            return "", False
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            with suppress(OSError):
                process.stdin.write(asked)
                process.stdin.flush()
                return process.stdout.readline(), late.is_set()
        finally:
            timer.cancel()
        return "", late.is_set()

    def end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.wait()


_APART = _Apart()
atexit.register(_APART.end)


def filled_apart(text: str, this: str = "", project: Path | None = None) -> Filled:
    """The template filled in with the macros and variables of the project in that folder."""
    return _APART.fill(text, this, project)
