"""The sample company's report without names: nothing of its catalogue, metric lists or people in any format."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assess.model.result import Result
from assess.report.files import ALIASES, report_files
from assess.report.redact_words import product_words


@pytest.fixture(scope="module")
def files(before: Result) -> dict[str, bytes]:
    return report_files(before, ["zh", "en"], ["html", "pdf", "xlsx", "pptx"], redact=True)


def text_of(name: str, content: bytes, folder: Path) -> str:
    """All text of a file, whatever its format, workbooks inside slides too."""
    if name.endswith(".pdf"):
        path = folder / name
        path.write_bytes(content)
        return subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    if name.endswith((".xlsx", ".pptx")):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(text_of(part, packed.read(part), folder) for part in packed.namelist())
    text = content.decode("utf-8", "ignore")
    if name.endswith(".html"):  # what is read or heard, not the style sheet
        spoken = re.findall(r'(?:alt|title|aria-label|content|id|href)="([^"]*)"', text)
        text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script).*?</\1>", " ", text)) + " ".join(spoken)
    return text


def names_of(sample: Any) -> set[str]:
    """What a stranger must not read: tables, their last parts, columns, metrics, people, departments, the client."""
    tables = set(sample.evidence.tables["table_id"])
    engagement = sample.engagement
    told = tables | {t.rsplit(".", 1)[-1] for t in tables} | set(sample.evidence.columns["name"])
    told |= {str(name) for name in sample.evidence.metrics["name"]}
    told |= {d.owner for d in engagement.departments} | {d.name.zh for d in engagement.departments}
    told |= {str(owner) for owner in sample.evidence.tables["owner"].dropna()}
    told |= {"云岭", "Yunling", "周总裁"}
    ordinary = {n for n in told if n.isascii() and (n.lower() in product_words() or len(n) < 4)}
    fields = set(re.findall(r'"(\w+)": \{', json.dumps(Result.model_json_schema())))  # names of ours in result.json
    return {n for n in told - ordinary - fields if n and len(n) > 1}


def test_no_name_is_left_in_any_file(files: dict[str, bytes], sample: Any, tmp_path: Path) -> None:
    names = names_of(sample)
    assert len(names) > 800
    for name, content in files.items():
        if name == ALIASES:
            continue
        text = text_of(name, content, tmp_path)
        words = set(re.findall(r"[\w$]+", text))
        left = {n for n in names if (n in words if re.fullmatch(r"[A-Za-z0-9_$]+", n) else n in text)}
        assert not left, (name, sorted(left)[:20])


def test_every_number_of_every_page_is_kept(before: Result, files: dict[str, bytes]) -> None:
    from assess.model.result import Result as Loaded

    copy = Loaded.model_validate_json(files["result.redacted.json"])
    for one, other in zip(before.findings, copy.findings, strict=True):
        assert (one.id, one.saving, one.severity, one.score) == (other.id, other.saving, other.severity, other.score)
        digits = [re.sub(r"[A-Za-z]\w*", "", t.title.en).count("%") for t in (one, other)]
        assert digits[0] == digits[1]
    assert before.roadmap.saving == copy.roadmap.saving and before.roadmap.cost == copy.roadmap.cost
    assert before.health == copy.health
    assert before.roadmap.cash == copy.roadmap.cash
