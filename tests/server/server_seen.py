"""The people of the tests, and the server.yaml that gives them roles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PEOPLE = {
    name: {"email": f"{name}@example.com", "email_verified": name != "unverified", "name": name.title(),
           "groups": ["all-staff"] if name == "staff" else []}
    for name in ("owner", "consultant", "executive", "staff", "neighbour", "unverified", "stranger")
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
