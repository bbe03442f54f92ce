"""Each channel gets its form; a name of the client's is text in all of them, and a message fits."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from notices_made import SECRET, Mailbox, Place, Sink, check_up, finding

from assess.model.notify import Notify, Target
from assess.operate.notify.channels import LIMITS, body, mail, text
from assess.operate.notify.plan import plan

ROBOTS = ("dingtalk", "feishu", "wecom", "slack", "teams", "webhook")
HOSTILE = (
    'shop.<at user_id="all">x</at> <@everyone> <!channel> **b** [click](http://evil.example/a) `c` \u202e\x07 '
    "<script>alert(1)</script>\r\nBcc: a@evil.example\n# head www.evil.example &lt;"
)


def content(*findings: Any, language: str = "zh", now: datetime, most: int = 50) -> dict[str, Any]:
    target = {"id": "hook", "kind": "webhook", "url": "https://example.com/h", "language": language}
    notify = Notify.model_validate({"targets": [target], "routes": [{"to": "hook"}], "most_findings": most,
                                    "base_url": "https://assess.example.com/",
                                    "rhythm": {"high": "at_once"}})  # fmt: skip
    return dict(plan(check_up(*findings), [], notify, now).messages[0].content)


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in strings(part)]
    if isinstance(value, list):
        return [one for part in value for one in strings(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_says_what_happened_why_and_what_to_do(kind: str, language: str, now: datetime) -> None:
    said = "\n".join(strings(body(kind, content(finding("copies:a"), language=language, now=now))[0]))
    words = (
        (
            "新发现",
            "3 things about copies:a（中文）",
            "why copies:a（中文）",
            "remedy copies:a（中文）",
            "2026 年 7 月 2 日",
        )
        if language == "zh"
        else ("New", "3 things about copies:a", "why copies:a", "remedy copies:a", "2 July 2026")
    )
    assert [word for word in words if word not in said] == []
    assert re.search(rf"https://assess\.example\.com/findings\?finding=CO-\d+(&|&amp;)lang={language}", said)
    assert re.search("[0-9a-f]{32}", said)


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_hostile_name_is_text(kind: str, now: datetime) -> None:
    made, _ = body(kind, content(finding("copies:a", title=HOSTILE), now=now))
    said = "\n".join(strings(made))
    assert "\u202e" not in said
    assert "\x07" not in said
    assert "http://evil" not in said
    assert "www.evil" not in said
    if kind == "feishu":
        assert "<at" not in said
        assert {row["un_escape"] for line in made["content"]["post"]["zh_cn"]["content"] for row in line
                if row["tag"] == "text"} == {True}  # fmt: skip
        assert {row["tag"] for line in made["content"]["post"]["zh_cn"]["content"] for row in line} == {"text", "a"}
    if kind == "wecom":
        inside = re.sub(r"^\*\*(.*)\*\*$", r"\1", said, flags=re.M)
        assert re.findall(r"<(?!\u2060)|\*(?!\u2060)|`(?!\u2060)", inside) == []
        assert re.findall(r"\]\((?!https://assess\.example\.com/findings)", said) == []
    if kind == "slack":
        assert "<" not in made["text"]
        kinds = {
            part["type"] for block in made["blocks"] for section in block["elements"] for part in section["elements"]
        }
        assert kinds == {"text", "link"}
        assert {block["type"] for block in made["blocks"]} == {"rich_text"}
    if kind == "teams":
        items = made["attachments"][0]["content"]["body"]
        assert {item["type"] for item in items} == {"RichTextBlock", "ActionSet"}
    if kind == "dingtalk":
        assert made["msgtype"] == "text"
        assert made["at"] == {"isAtAll": False}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)


def test_a_hostile_name_is_text_in_an_e_mail(now: datetime) -> None:
    target = Target.model_validate({"id": "m", "kind": "email", "url": "smtp://localhost", "sender": "a@example.com",
                                    "to": ["b@example.com"]})  # fmt: skip
    letter = email.message_from_bytes(
        mail(content(finding("copies:a", title=HOSTILE), now=now), target, "b@example.com").as_bytes(),
        policy=email.policy.default,
    )
    assert letter["Bcc"] is None
    page = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.tags
    assert "at" not in tags.tags
    assert 'href="https://assess.example.com' in page
    assert "evil" not in "".join(re.findall(r'href="[^"]*"', page))


def test_a_hostile_client_name_adds_no_header(now: datetime) -> None:
    target = Target.model_validate({"id": "m", "kind": "email", "url": "smtp://localhost", "sender": "a@example.com",
                                    "to": ["b@example.com"]})  # fmt: skip
    says = content(finding("copies:a"), now=now)
    from assess.operate.notify.content import plain

    letter = mail({**says, "subject": plain("X\r\nBcc: evil@example.com")}, target, "b@example.com")
    read = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    assert read["Bcc"] is None
    assert read["Subject"] == "X Bcc: evil@example.com"


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_long_message_fits_and_counts_what_it_leaves_out(kind: str, now: datetime) -> None:
    findings = [finding(f"copies:{n}", title=f"{n} 张表" * 200) for n in range(50)]
    whole = content(*findings, now=now)
    made, shortened = body(kind, whole)
    assert len(shortened["entries"]) + shortened["rest"] == 50
    assert len(shortened["entries"]) >= 1
    if kind == "wecom":
        assert len(made["markdown"]["content"].encode()) <= LIMITS[kind]
    else:
        assert len(json.dumps(made, ensure_ascii=False).encode()) <= LIMITS[kind]
    if kind == "slack":
        assert len(made["blocks"]) <= 50
    if shortened["rest"]:
        assert f"还有 {shortened['rest']} 项" in "\n".join(strings(made)) or kind == "webhook"


def test_the_dry_run_prints_what_is_then_sent(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook(enabled=False)
    place.check_up(check_up(finding("copies:a"), finding("copies:b", severity="low")))
    said = json.loads(place.run("--json").stdout)
    assert said["dry_run"] is True
    assert sink.got == []
    assert not (place.folder / "notices.db").exists()
    webhook()
    assert place.run("--json").returncode == 0
    assert [json.loads(one["body"]) for one in sink.got] == [json.loads(one["body"]) for one in said["messages"]]
    assert SECRET not in json.dumps(said)


def test_the_dry_run_of_an_e_mail_is_the_letter(place: Place, mailbox: Mailbox) -> None:
    target = {"id": "m", "kind": "email", "url": f"smtp://127.0.0.1:{mailbox.port}", "language": "zh",
              "sender": "assess@example.com", "to": ["a@example.com", "b@example.com"]}  # fmt: skip
    place.configure({"enabled": True, "targets": [target], "routes": [{"to": "m"}]})
    place.check_up(check_up(finding("copies:a")))
    dry = json.loads(place.run("--dry-run", "--json").stdout)
    done = place.run()
    assert done.returncode == 0, done.stderr
    assert sorted(mailbox.to) == ["a@example.com", "b@example.com"]
    for letter in mailbox.letters:
        read = email.message_from_bytes(letter, policy=email.policy.default)
        printed = next(one["body"] for one in dry["messages"] if one["to"] == str(read["To"]))
        assert f"Subject: {read['Subject']}" in printed
        assert f"Message-ID: {read['Message-ID']}" in printed
        for part in ("plain", "html"):
            assert read.get_body((part,)).get_content().replace("\r\n", "\n").rstrip() in printed  # type: ignore[union-attr]
        assert read["Date"]


def test_plain_text_has_no_line_of_another_entry(now: datetime) -> None:
    said = text(content(finding("copies:a"), finding("copies:b"), language="en", now=now))
    assert len([block for block in said.split("\n\n") if block.startswith("[New]")]) == 2
