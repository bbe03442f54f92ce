"""What a detector looks at, how it decides, what it cannot see: for `assess explain` and the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.diagnose.registry import Detector, detectors
from assess.diagnose.texts import texts_of
from assess.model.errors import BadInput, Problem, nearest


@dataclass(frozen=True, slots=True)
class Explanation:
    """The same said twice: for a reader, and as JSON values."""

    text: str
    facts: Any


_LABELS = {
    "zh": ("看什么", "怎么判断", "看不见什么", "处方", "需要的证据"),
    "en": ("Looks at", "Decides", "Cannot see", "Treatments", "Needs"),
}


def explain_one(name: str, language: str) -> Explanation:
    """One detector, by its name or code (any case)."""
    for detector in detectors():
        if name.lower() in (detector.slug, detector.code.lower()):
            return _explanation(detector, language)
    known = [d.slug for d in detectors()]
    raise BadInput([Problem("assess explain", f'there is no detector "{name}".{nearest(name, known)}')])


def explain_all(language: str) -> Explanation:
    """A line for each detector."""
    rows = [(d.code, d.slug, getattr(texts_of(d.texts).name, language)) for d in detectors()]
    lines = [f"{code:3} {slug:28} {name}" for code, slug, name in rows]
    return Explanation("\n".join(lines), [{"code": c, "detector": s, "name": n} for c, s, n in rows])


def _explanation(detector: Detector, language: str) -> Explanation:
    texts = texts_of(detector.texts)
    if language not in _LABELS:
        raise BadInput([Problem("--lang", f'found "{language}"; allowed: zh, en.')])
    words: Mapping[str, str] = {
        key: getattr(getattr(texts, key), language) for key in ("name", "looks_at", "decides", "cannot_see")
    }
    labels = _LABELS[language]
    lines: list[str] = [
        f"{detector.code}  {words['name']}  ({detector.slug})",
        "",
        f"{labels[0]}: {words['looks_at']}",
        f"{labels[1]}: {words['decides']}",
        f"{labels[2]}: {words['cannot_see']}",
        f"{labels[3]}: {', '.join(texts.treatments) or '-'}",
        f"{labels[4]}: {', '.join(detector.needs) or '-'}",
    ]
    facts: dict[str, Any] = {"code": detector.code, "detector": detector.slug, "family": detector.family, **words}
    facts |= {"treatments": list(texts.treatments), "needs": list(detector.needs)}
    return Explanation("\n".join(lines), facts)
