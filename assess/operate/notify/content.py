"""What a message says, in the recipient's language and of no channel yet: JSON values, escaped by each channel."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import RootModel

from assess.diagnose.texts import Words, render
from assess.model import numbers
from assess.model.notify import Notify
from assess.model.result import Result
from assess.store.outbox import Notice
from assess.store.resources import resource
from assess.store.yaml_file import read_model

KINDS = ("new", "worse", "back", "reminder", "solved")
LONGEST = 600  # characters of one line; the whole text is in the app


class _All(RootModel[dict[str, Words]]):
    pass


@cache
def words() -> dict[str, Words]:
    return read_model(_All, resource("templates") / "notify" / "words.yaml").root


def content(
    notices: Sequence[Notice], language: str, names: Sequence[str], result: Result, notify: Notify, key: str
) -> dict[str, Any]:
    """{language, subject, greeting, entries: [{heading, lines, number, link}], rest, open, closing, base_url, key}.

    `entries` are the first `notify.most_findings` notices, `rest` counts the others; `link` is "" without a base_url.
    Every text is plain: no markup, no control characters, no line break.
    """
    counts = [_say(f"count_{kind}", language, n=n) for kind in KINDS if (n := sum(one.kind == kind for one in notices))]
    client = result.engagement.client[language]
    shown = notices[: notify.most_findings]
    return {
        "language": language,
        "subject": _say("subject", language, client=client, counts=("，" if language == "zh" else ", ").join(counts)),
        "greeting": _say("greeting", language, names=list(names[:3])) if names else "",
        "entries": [_entry(notice, language, notify) for notice in shown],
        "rest": len(notices) - len(shown),
        "open": _say("open", language),
        "closing": _say("closing", language, days=notify.remind_after_days, key=key),
        "base_url": notify.base_url,
        "key": key,
    }


def rest(content: Mapping[str, Any]) -> str:
    """The sentence about what is not listed; "" where everything is."""
    return _say("rest", content["language"], n=content["rest"]) if content["rest"] else ""


def shorter(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its last entry counted instead of listed."""
    return {**content, "entries": content["entries"][:-1], "rest": content["rest"] + 1}


def _entry(notice: Notice, language: str, notify: Notify) -> dict[str, Any]:
    facts, lines = notice.facts, []
    if notice.kind == "solved":
        saving = facts["saving"]
        lines.append(_say("thanks_saving", language, saving=_money(saving["base"], saving["currency"], language))
                     if saving else _say("thanks", language))  # fmt: skip
    else:
        if "grown" in facts:
            lines.append(_say("worse", language, grown=_grown(facts, language)))
        if notice.kind == "reminder":
            told = datetime.fromisoformat(facts["since"]).astimezone(ZoneInfo(notify.timezone)).date()
            lines.append(_say("since", language, date=_date(told, language)))
        lines.append(_say("why", language, why=facts["why"][language]))
        lines.append(_say("do", language, remedy=facts["remedy"][language]))
        lines.append(_treated(facts, language))
    title = _say("heading", language, kind=_say(f"kind_{notice.kind}", language), title=facts["title"][language])
    # A finding that is gone has no page; the newest check-up has only those that are there.
    gone = notice.kind == "solved" or not notify.base_url
    query = urlencode({"finding": facts["id"], "lang": language})
    return {
        "heading": title,
        "lines": [line for line in lines if line],
        "number": _say("number", language, id=facts["id"]),
        "link": "" if gone else f"{notify.base_url}/findings?{query}",
    }


def _treated(facts: Mapping[str, Any], language: str) -> str:
    if not facts["treatment"]:
        return _say("no_treatment", language)
    when = _date(date.fromisoformat(facts["deadline"]), language)
    return _say("treatment", language, title=facts["treatment"][language], date=when, who=facts["answers"][language])


def _grown(facts: Mapping[str, Any], language: str) -> str:
    said = []
    for name, (was, now) in facts["grown"].items():
        first, last = (_amount(name, value, facts, language) for value in (was, now))
        said.append(_say(f"grown_{name}", language, was=first, now=last))
    return ("，" if language == "zh" else ", ").join(said)


def _amount(name: str, value: Any, facts: Mapping[str, Any], language: str) -> str:
    if name == "severity":
        return _say(f"severity_{value}", language)
    if name == "saving":
        return _money(value, facts["saving"]["currency"], language)
    return numbers.count(value, language)


def _money(value: float, currency: str, language: str) -> str:
    return numbers.money(value, currency, language)


def _date(day: date, language: str) -> str:
    from babel.dates import format_date

    if language == "zh":
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return str(format_date(day, "d MMMM y", locale="en"))


def _say(name: str, language: str, /, **facts: Any) -> str:
    said = render(words()[name], facts, {})
    return plain(said.zh if language == "zh" else said.en)


def plain(text: str) -> str:
    """One line of visible characters: no control, no direction override, nothing that looks like an address.

    Names come from a client's catalogue, and a table may be named to look like a link; a word joiner (U+2060) keeps
    chat programs from making one of it.
    """
    kept = "".join(" " if c in "\n\r\t\v\f\u2028\u2029" else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    kept = " ".join(kept.split()).replace("://", ":\u2060//").replace("www.", "www\u2060.")
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1].rstrip() + "…"
