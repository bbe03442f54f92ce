"""The server's settings: the file to start from, and the phones of a workshop by engagement."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assess.model.access import Role
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_lead import open_room
from assess.store.server_file import load_server
from assess.ui.phone.places import Places
from assess.ui.serve import SERVER_VARIABLE

STARTER = Path(__file__).resolve().parents[2] / "templates" / "server.yaml"
ENGAGEMENT = "client: {zh: 甲, en: A}\ndepartments: [{id: a, name: {zh: 甲, en: A}}]\n"
TENANTS = """\
public_url: http://localhost:8501
engagements: engagements
provider: {issuer: "http://localhost:1", client_id: assess}
tenants:
  open: {phones: true, people: [{email: a@example.com, role: owner}]}
  shut: {phones: false, people: [{email: a@example.com, role: owner}]}
  silent: {people: [{email: a@example.com, role: owner}]}
"""


def test_the_file_to_start_from_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "server.yaml").write_bytes(STARTER.read_bytes())
    (tmp_path / "engagements" / "client").mkdir(parents=True)
    server = load_server(tmp_path / "server.yaml")
    tenant = server.tenants["client"]
    assert [(one.email or one.group, one.role) for one in tenant.people] == [
        ("you@example.com", Role.OWNER), ("all-staff", Role.RESPONDENT),
    ]  # fmt: skip
    assert (server.session_hours, tenant.phones) == (8, False)


def test_phones_reach_rooms_of_engagements_that_say_so_and_of_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server.yaml").write_text(TENANTS, "utf-8")
    codes = {}
    for name in ("open", "shut", "silent"):
        folder = tmp_path / "engagements" / name
        folder.mkdir(parents=True)
        (folder / "engagement.yaml").write_text(ENGAGEMENT, "utf-8")
        with RoomsStore(folder / "answers.db") as store:
            codes[name], _ = open_room(store, "base", "chosen", ["1.1"])
    monkeypatch.setenv(SERVER_VARIABLE, os.fspath(tmp_path / "server.yaml"))
    served = Places()
    assert {name: served.find(code) is not None for name, code in codes.items()} == {
        "open": True, "shut": False, "silent": False,
    }  # fmt: skip
    served.store(tmp_path / "engagements" / "shut")  # a facilitator's desk opens it all the same
    assert served.find(codes["shut"]) is None
