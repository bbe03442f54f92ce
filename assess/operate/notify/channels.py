"""How each channel wants a message: plain or structured text, so that no name of a client is read as markup.

Slack gets rich text, Feishu a post, Teams text runs of an Adaptive Card: structures in which a text is only text.
DingTalk gets its type "text", WeCom Markdown in which marks are broken up, as neither knows an escape. E-mail has HTML
by Jinja with autoescape, and the same in plain text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assess.model.notify import Target
from assess.operate.notify.content import rest, shorter
from assess.store.resources import resource

Content = Mapping[str, Any]
# Bytes of a body that a channel takes, with some room: WeCom says 4,096 of Markdown, DingTalk 20,000, Feishu 20 KB,
# Teams 28 KB, Slack 50 blocks.
LIMITS = {"dingtalk": 18_000, "feishu": 18_000, "wecom": 4_096, "slack": 30_000, "teams": 24_000, "webhook": 256_000,
          "email": 512_000}  # fmt: skip


def body(kind: str, content: Content) -> tuple[dict[str, Any], Content]:
    """The JSON of a robot's or webhook's channel, and the content as shortened to what the channel takes."""
    form = _FORMS[kind]
    while _size(kind, made := form(content)) > LIMITS[kind] and content["entries"]:
        content = shorter(content)
    return made, content


def mail(content: Content, target: Target, recipient: str) -> EmailMessage:
    """The e-mail to one address; its Message-ID is made of the message's key, the same at every attempt."""
    message = EmailMessage(policy=SMTP)
    sender = target.sender or ""
    message["Subject"] = content["subject"]
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Message-ID"] = f"<{content['key']}@{sender.rsplit('@', 1)[-1]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = content["language"]
    message.set_content(text(content), cte="base64")
    page = _pages().get_template("email.html.j2").render(content=content, rest=rest(content))
    message.add_alternative(page, subtype="html", cte="base64")
    message.set_boundary(f"=_{content['key']}")
    return message


def text(content: Content) -> str:
    """The message as lines of plain text."""
    blocks = [content["greeting"]] if content["greeting"] else []
    for entry in content["entries"]:
        tail = f"{entry['number']}  {content['open']}: {entry['link']}" if entry["link"] else entry["number"]
        blocks.append("\n".join([entry["heading"], *entry["lines"], tail]))
    blocks += [line for line in (rest(content), content["closing"]) if line]
    return "\n\n".join(blocks) + "\n"


def _dingtalk(content: Content) -> dict[str, Any]:
    return {
        "msgtype": "text",
        "text": {"content": f"{content['subject']}\n\n{text(content)}"},
        "at": {"isAtAll": False},
    }


def _wecom(content: Content) -> dict[str, Any]:
    blocks = [f"**{_unmarked(content['subject'])}**"]
    if content["greeting"]:
        blocks.append(_unmarked(content["greeting"]))
    for entry in content["entries"]:
        link = f"  [{content['open']}]({entry['link']})" if entry["link"] else ""
        lines = [_unmarked(line) for line in (*entry["lines"], entry["number"])]
        blocks.append("\n".join([f"**{_unmarked(entry['heading'])}**", *lines]) + link)
    blocks += [_unmarked(line) for line in (rest(content), content["closing"]) if line]
    return {"msgtype": "markdown", "markdown": {"content": "\n\n".join(blocks)}}


def _unmarked(said: str) -> str:
    """Text in which WeCom's Markdown finds no mark: it knows bold, links, code, headings, quotes and <...> tags.

    There is no escape character, so a word joiner (U+2060, without width) stands inside what would be a mark.
    """
    joined = "".join(f"{c}\u2060" if c in "<*`[]" else c for c in said)
    return f"\u2060{joined}" if joined[:1] in "#>-" else joined


def _feishu(content: Content) -> dict[str, Any]:
    def line(said: str) -> list[dict[str, Any]]:
        # un_escape makes Feishu undo HTML entities, so "<at ...>" in a name is shown and rings for nobody.
        safe = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return [{"tag": "text", "text": safe, "un_escape": True}]

    rows = [line(content["greeting"])] if content["greeting"] else []
    for entry in content["entries"]:
        rows += [line(said) for said in (entry["heading"], *entry["lines"])]
        link = [{"tag": "a", "text": f"  {content['open']}", "href": entry["link"]}] if entry["link"] else []
        rows += [line(entry["number"]) + link, line(" ")]
    rows += [line(said) for said in (rest(content), content["closing"]) if said]
    tongue = "zh_cn" if content["language"] == "zh" else "en_us"
    return {"msg_type": "post", "content": {"post": {tongue: {"title": content["subject"], "content": rows}}}}


def _slack(content: Content) -> dict[str, Any]:
    def section(*parts: dict[str, Any]) -> dict[str, Any]:
        return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}

    def said(words: str, **style: bool) -> dict[str, Any]:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    blocks = [section(said(content["subject"], bold=True))]
    if content["greeting"]:
        blocks.append(section(said(content["greeting"])))
    for entry in content["entries"]:
        link = [said("  "), {"type": "link", "url": entry["link"], "text": content["open"]}] if entry["link"] else []
        lines = [said(f"\n{line}") for line in entry["lines"]]
        blocks.append(section(said(entry["heading"], bold=True), *lines, said(f"\n{entry['number']}"), *link))
    blocks += [section(said(line)) for line in (rest(content), content["closing"]) if line]
    fallback = content["subject"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": fallback, "blocks": blocks, "unfurl_links": False}


def _teams(content: Content) -> dict[str, Any]:
    def run(words: str, **more: Any) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words, **more}]}

    items = [run(content["subject"], weight="Bolder", size="Medium")]
    if content["greeting"]:
        items.append(run(content["greeting"]))
    for entry in content["entries"]:
        items.append({**run(entry["heading"], weight="Bolder"), "separator": True})
        items += [run(line) for line in entry["lines"]]
        items.append(run(entry["number"], isSubtle=True))
        if entry["link"]:
            go = {"type": "Action.OpenUrl", "title": content["open"], "url": entry["link"]}
            items.append({"type": "ActionSet", "actions": [go]})
    items += [run(line, isSubtle=True) for line in (rest(content), content["closing"]) if line]
    card = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
            "body": items}  # fmt: skip
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _webhook(content: Content) -> dict[str, Any]:
    return {"type": "assess.notice", "key": content["key"], "language": content["language"],
            "subject": content["subject"], "greeting": content["greeting"], "entries": list(content["entries"]),
            "not_listed": content["rest"], "closing": content["closing"]}  # fmt: skip


_FORMS: dict[str, Callable[[Content], dict[str, Any]]] = {
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "wecom": _wecom,
    "slack": _slack,
    "teams": _teams,
    "webhook": _webhook,
}


def _size(kind: str, made: Mapping[str, Any]) -> int:
    if kind == "wecom":
        return len(made["markdown"]["content"].encode())
    if kind == "slack" and len(made["blocks"]) > 50:
        return LIMITS["slack"] + 1
    return len(json.dumps(made, ensure_ascii=False).encode())


def _address(address: str) -> Address:
    name, domain = address.rsplit("@", 1)
    return Address(username=name, domain=domain)


@cache
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource("templates") / "notify"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
