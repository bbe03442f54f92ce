"""Routes over plain HTTP and the screens' own connection: none opens without a login."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from server_seen import Team

ROUTES = [
    "/media/0123456789abcdef.pdf", "/media/x", "/media/../engagements/yunling/engagement.yaml", "/media/a/b",
    "/_stcore/upload_file/abc/def", "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/message",
    "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/allowed-message-origins",
    "/app/static/x", "/engagements/yunling/engagement.yaml", "/engagement.yaml", "/server.yaml", "/answers.db",
    "/out/latest/result.json", "/evidence.duckdb", "/.streamlit/secrets.toml", "/findings/../../server.yaml",
    "/%2e%2e/server.yaml", "/download", "/admin", "/api/engagements", "/docs",
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_no_route_opens_without_a_login(team: Team, route: str, method: str) -> None:
    assert status(team, route, method) in (400, 403, 404, 405)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "user@localhost"])
def test_another_name_is_not_served(team: Team, host: str) -> None:
    assert status(team, "/", "GET", Host=host) == 400


def status(team: Team, route: str, method: str, **headers: str) -> int:
    request = urllib.request.Request(team.url + route, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
