"""The client's colour can be read and its logo is a picture."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.brand import MOST_BYTES, logo_of
from assess.store.engagement_file import load_engagement

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'


def branded(folder: Path, brand: str, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "engagement.yaml").write_text(
        f"client: {{en: A}}\ndepartments: [{{id: a, name: {{en: A}}}}]\nbrand: {brand}\n", "utf-8"
    )


@pytest.mark.parametrize(("name", "content", "kind"), [("a.png", PNG, "image/png"), ("a.svg", SVG, "image/svg+xml")])
def test_a_picture_is_taken_as_it_is(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    branded(tmp_path, f'{{logo: {name}, accent: "#7A2E39"}}', {name: content})
    engagement = load_engagement(tmp_path)
    logo = logo_of(engagement, tmp_path)
    assert engagement.brand.accent == "#7A2E39"
    assert logo and logo.media_type == kind and base64.b64decode(logo.base64) == content


def test_without_a_logo_there_is_none(tmp_path: Path) -> None:
    branded(tmp_path, "{}", {})
    assert logo_of(load_engagement(tmp_path), tmp_path) is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"hello", "is no PNG, JPEG or plain SVG"),
        ("a.svg", SVG.replace(b"<rect", b"<script>1</script><rect"), "may hold no script"),
        ("a.svg", SVG.replace(b"<rect", b'<image href="http://example.invalid/x"/><rect'), "no link"),
        ("a.png", PNG + b"\0" * MOST_BYTES, "allowed: at most 500,000"),
        ("../a.png", PNG, "outside the folder"),
    ],
)
def test_what_is_no_picture_of_the_engagement_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    branded(folder, f"{{logo: {name}}}", {name: content})
    with pytest.raises(BadInput, match=said):
        logo_of(load_engagement(folder), folder)


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    branded(tmp_path, "{logo: b.png}", {})
    with pytest.raises(BadInput, match=r'brand\.logo "b\.png": is not a file'):
        logo_of(load_engagement(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("accent", "said"),
    [("#FFD400", r"engagement\.yaml:3.*contrast of 1\.4 on white"), ("teal", r"engagement\.yaml:3.*accent")],
)
def test_an_accent_that_cannot_be_read_is_refused(tmp_path: Path, accent: str, said: str) -> None:
    branded(tmp_path, f'{{accent: "{accent}"}}', {})
    with pytest.raises(BadInput, match=said):
        load_engagement(tmp_path)
