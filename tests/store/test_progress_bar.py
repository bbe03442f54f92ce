"""Short work is silent, long work shows where it is, and only on the stream it was given."""

from __future__ import annotations

import io

from assess.model.progress import Step
from assess.store.progress_bar import progress_bar


def test_work_within_the_patience_says_nothing() -> None:
    stream = io.StringIO()
    with progress_bar(stream, patience=60) as progress:
        progress(Step("collect", "crm", 1, 3))
    assert stream.getvalue() == ""


def test_a_log_file_gets_one_line_a_stage() -> None:
    stream = io.StringIO()
    with progress_bar(stream, patience=0) as progress:
        for done in range(3):
            progress(Step("collect", "crm", done, 3))
        progress(Step("report", "report.zh.pdf", 0, 2))
    assert stream.getvalue() == "collect ...\nreport ...\n"


def test_a_terminal_gets_a_bar_that_is_wiped_at_the_end() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress_bar(stream, patience=0) as progress:
        progress(Step("collect", "crm", 1, 2))
    assert "[############............] 1/2 crm" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[2K")
