"""The committed proxy before a real app: login, screens, phones, one process a browser, limits, headers."""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from assess.ui.phone.guard import csrf_of
from benchmarks.server.visitor import Visit, log_in
from tests.deploy.site_seen import Site, certificate, configuration

WAIT = 60_000
SECURITY = ("x-content-type-options", "x-frame-options", "strict-transport-security", "referrer-policy")


@pytest.fixture
def client(site: Site) -> Any:
    with httpx.Client(base_url=site.url, verify=site.trust, timeout=60) as opened:
        yield opened


def test_nginx_takes_the_configuration_without_a_warning(nginx: str, tmp_path: Path) -> None:
    certificate(tmp_path)
    written = configuration(tmp_path, 18443, 18080, (18501,))
    checked = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(written)], capture_output=True, text=True
    )
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr


def test_a_person_logs_in_and_reads_findings_through_the_proxy(site: Site) -> None:
    jar = log_in(site.url, "consultant", site.trust)
    assert all(one.secure for one in jar if one.name.startswith("_streamlit_user"))
    with Visit(site.url, jar, site.trust) as visit:
        visit.open("lang=en&engagement=client")
        visit.find("heading", lambda one: "Yunling" in one.body)
        visit.open("lang=en&engagement=client", "findings")
        assert "can be saved" in visit.text()


def test_the_first_page_is_drawn_in_a_browser(site: Site, browser: Any) -> None:
    context = browser.new_context(locale="en-GB", ignore_https_errors=True)
    try:
        page = context.new_page()
        page.goto(f"{site.url}/?lang=en")
        expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible(timeout=WAIT)
    finally:
        context.close()


def test_a_phone_joins_and_votes_through_the_proxy(site: Site, client: httpx.Client) -> None:
    code, device = site.behind.code, uuid.uuid4().hex
    client.cookies.set("assess_phone", device, domain="localhost.local", path="/j")
    form = {"csrf": csrf_of(device), "level": "frontline", "go": "1"}
    assert client.get(f"/j/{code}").status_code == 200
    assert client.post(f"/j/{code}/join", data=form).status_code == 303
    before = site.behind.kept_votes()
    vote = {"csrf": csrf_of(device), "round": "1", "choice": "3"}
    assert client.post(f"/j/{code}/q/q0", data=vote).status_code == 303
    assert site.behind.kept_votes() == before + 1


def test_each_browser_keeps_to_one_of_two_processes(site: Site) -> None:
    used = set()
    for _ in range(16):
        with httpx.Client(base_url=site.url, verify=site.trust, timeout=60) as one:
            seen = {one.get("/").headers["x-seen-at"]}
            held = one.cookies["assess_seat"]
            seen |= {one.get("/media/stick").headers["x-seen-at"] for _ in range(3)}
            assert one.cookies["assess_seat"] == held
        assert len(seen) == 1
        used |= seen
    assert len(used) == 2


@pytest.mark.parametrize(("path", "most"), [("/j/ABCDEF/join", 8 << 10), ("/_stcore/upload_file/a/b", 64 << 10)])
def test_a_body_that_is_too_large_is_refused_before_the_app(
    site: Site, client: httpx.Client, path: str, most: int
) -> None:
    refused = client.post(path, content=b"x" * (most + 1))
    assert refused.status_code == 413
    assert all(len(refused.headers.get_list(name)) == 1 for name in SECURITY)


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/j", "/nowhere", "/media/x"])
def test_each_header_is_sent_once(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert {name: len(answer.headers.get_list(name)) for name in SECURITY} == dict.fromkeys(SECURITY, 1)
    assert "nginx/" not in answer.headers.get("server", "")


def test_the_plain_port_only_sends_on(site: Site) -> None:
    answer = httpx.get(f"{site.plain}/findings?finding=F1")
    assert answer.status_code == 301
    assert answer.headers["location"] == "https://localhost/findings?finding=F1"


def test_another_name_is_not_served(client: httpx.Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null", "https://[", "file://"])
def test_a_page_of_another_site_gets_no_connection(site: Site, origin: str) -> None:
    address = site.url.replace("https", "wss") + "/_stcore/stream"
    given: Any = {"ssl": site.trust, "origin": origin, "proxy": None, "open_timeout": 60}
    with pytest.raises(InvalidStatus, match="403"), connect(address, **given):
        pass
    assert not [log for log in site.behind.logs if "external IP" in log.read_text("utf-8")]


def test_an_address_that_a_phone_claims_is_not_believed(site: Site) -> None:
    """Room codes are guessed ten times a minute from one address, whatever the sender writes about itself."""
    with httpx.Client(base_url=site.url, verify=site.trust, timeout=60) as guesser:
        guesser.get("/")
        answers = [
            guesser.get("/j/ZZZZZZ", headers={"X-Forwarded-For": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"})
            for n in range(14)
        ]
    assert answers[-1].status_code == 429 and answers[0].status_code != 429
