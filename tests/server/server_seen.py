"""The people of the tests, and the server.yaml that gives them roles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

WAIT = 60_000

PEOPLE = {
    name: {"email": f"{name}@example.com", "email_verified": name != "unverified", "name": name.title(),
           "groups": ["all-staff"] if name == "staff" else []}
    for name in ("owner", "consultant", "executive", "staff", "neighbour", "unverified", "stranger", "leaver")
}  # fmt: skip
YAML = """\
public_url: {url}
engagements: engagements
provider: {{issuer: "{provider}", client_id: assess}}
language: en
tenants:
  yunling:
    phones: true
    people:
      - {{email: owner@example.com, role: owner}}
      - {{email: consultant@example.com, role: consultant}}
      - {{email: executive@example.com, role: executive}}
      - {{email: leaver@example.com, role: consultant}}
      - {{email: unverified@example.com, role: owner}}
      - {{group: all-staff, role: respondent}}
  other:
    people:
      - {{email: neighbour@example.com, role: owner}}
"""


@dataclass(frozen=True)
class Team:
    """The running server: its address, its settings and what it wrote on stderr."""

    url: str
    yaml: Path
    log: Path


def server_yaml(root: Path, url: str, provider: str) -> Path:
    file = root / "server.yaml"
    file.write_text(YAML.format(url=url, provider=provider), "utf-8")
    return file


def log_in(page: Page, team: Team, who: str, path: str = "/?lang=en") -> None:
    """Through the provider's own form, and back on the page one came from."""
    page.set_default_timeout(WAIT)
    page.goto(team.url + path)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").fill(who)
    page.locator("button", has_text="Authorize").first.click()
    page.wait_for_url(f"{team.url}/**")


def text_of(page: Page) -> str:
    """What the page says when it is all there."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=WAIT)
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    return page.locator("[data-testid=stApp]").inner_text()
