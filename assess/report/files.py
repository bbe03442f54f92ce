"""The files a report consists of, as they are or as a copy without the client's names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assess.model.progress import Progress, silent
from assess.model.result import Result
from assess.report.press import print_all
from assess.store.runs import RESULT, result_bytes

ALIASES, REDACTED = "aliases.csv", "result.redacted.json"


def report_files(
    result: Result,
    languages: Sequence[str],
    formats: Sequence[str],
    progress: Progress = silent,
    lineage: Path | None = None,
    template: Path | None = None,
    redact: bool = False,
) -> dict[str, bytes]:
    """File name -> bytes: result.json and report.<language>.<format>.

    With `redact`: result.redacted.json, report.redacted.<language>.<format>, and aliases.csv, the key to the aliases,
    which is for the consultant alone. Pictures of lineage are left out of the copy, for they are drawn from names.
    """
    if not redact:
        return {RESULT: result_bytes(result), **print_all(result, languages, formats, progress, lineage, template)}
    from assess.report.redact import redacted

    copy = redacted(result)
    printed = print_all(copy.result, languages, formats, progress, None, template, "report.redacted")
    return {REDACTED: result_bytes(copy.result), **printed, ALIASES: copy.aliases.csv()}
