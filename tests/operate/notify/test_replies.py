"""An answer says whether to try again; HTTP 200 alone says nothing of DingTalk, WeCom and Feishu."""

from __future__ import annotations

import pytest

from assess.operate.notify.replies import http_reply, smtp_reply


@pytest.mark.parametrize(
    ("kind", "status", "body", "verdict"),
    [
        ("webhook", 200, b"", "sent"),
        ("webhook", 202, b"", "sent"),
        ("webhook", 301, b"", "refused"),
        ("webhook", 400, b"", "refused"),
        ("webhook", 401, b"", "refused"),
        ("webhook", 404, b"", "refused"),
        ("webhook", 408, b"", "later"),
        ("webhook", 429, b"", "later"),
        ("webhook", 500, b"", "later"),
        ("webhook", 503, b"", "later"),
        ("dingtalk", 200, b'{"errcode":0,"errmsg":"ok"}', "sent"),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}', "refused"),
        ("dingtalk", 200, b'{"errcode":300001,"errmsg":"token is not exist"}', "refused"),
        ("dingtalk", 200, b'{"errcode":130101,"errmsg":"send too fast"}', "later"),
        ("dingtalk", 200, b'{"errcode":-1,"errmsg":"busy"}', "later"),
        ("dingtalk", 200, b'{"errcode":424242}', "later"),
        ("dingtalk", 200, b"<html>sign in</html>", "later"),
        ("dingtalk", 200, b"", "later"),
        ("dingtalk", 200, b"[]", "later"),
        ("dingtalk", 200, b'{"errcode":true}', "later"),
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', "sent"),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', "refused"),
        ("wecom", 200, b'{"errcode":45009,"errmsg":"freq out of limit"}', "later"),
        ("feishu", 200, b'{"code":0,"msg":"success"}', "sent"),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success"}', "sent"),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', "refused"),
        ("feishu", 200, b'{"code":11232,"msg":"frequency limited"}', "later"),
        ("feishu", 400, b'{"code":9499,"msg":"Bad Request"}', "refused"),
        ("slack", 200, b"ok", "sent"),
        ("slack", 404, b"no_service", "refused"),
        ("slack", 429, b"", "later"),
        ("teams", 202, b"", "sent"),
        ("teams", 200, b"1", "sent"),
        ("teams", 200, b"Microsoft Teams endpoint returned HTTP error 429", "later"),
        ("teams", 200, b"Microsoft Teams endpoint returned HTTP error 404", "refused"),
    ],
)
def test_verdict(kind: str, status: int, body: bytes, verdict: str) -> None:
    assert http_reply(kind, status, {}, body).verdict == verdict


@pytest.mark.parametrize(("asked", "seconds"), [("30", 30.0), ("", None), ("soon", None), ("-5", None)])
def test_retry_after_in_seconds(asked: str, seconds: float | None) -> None:
    assert http_reply("webhook", 429, {"retry-after": asked}, b"").wait == seconds


def test_retry_after_as_a_date() -> None:
    assert http_reply("webhook", 503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"").wait == 0.0


@pytest.mark.parametrize(("code", "verdict"), [(421, "later"), (451, "later"), (535, "refused"), (550, "refused")])
def test_smtp(code: int, verdict: str) -> None:
    assert smtp_reply(code, b"no").verdict == verdict
