"""The container, the composition and the lists of packages say what the product knows, and nothing else."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from assess.cli import app
from assess.model.access_server import Server
from assess.store.place_of import DATABASE
from assess.store.server_file import CLIENT_SECRET, COOKIE_SECRET
from assess.store.yaml_file import read_model
from assess.ui.phone.guard import MOST_BYTES
from assess.ui.serve import PORT, settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY, GUIDE = ROOT / "deploy", ROOT / "docs" / "server.md"
KNOWN = {f"{name}_FILE" for name in (DATABASE, CLIENT_SECRET, COOKIE_SECRET)}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """(instruction, rest) of the Containerfile, lines that go on put together."""
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_what_is_copied_is_there_and_is_all_that_a_wheel_needs(
    steps: list[tuple[str, str]], project: dict[str, Any]
) -> None:
    copied = {name for what, rest in steps if what == "COPY" and "--from" not in rest for name in rest.split()[:-1]}
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], *project["project"]["license-files"]}
    assert needed | {"pyproject.toml", "constraints.txt", project["project"]["readme"]} <= copied


def test_no_secret_and_no_client_is_in_a_layer(steps: list[tuple[str, str]]) -> None:
    copied = {name for what, rest in steps if what == "COPY" for name in rest.split()}
    assert not [name for name in copied if name == "." or "deploy" in name or "*" in name]
    assert not any(re.search(r"SECRET|PASSWORD|TOKEN", rest) for what, rest in steps if what in ("ENV", "ARG"))


def test_the_python_of_the_image_is_one_the_project_allows(
    steps: list[tuple[str, str]], project: dict[str, Any]
) -> None:
    images = {rest.split()[0] for what, rest in steps if what == "FROM"}
    assert len(images) == 1
    found = re.fullmatch(r"python:(\d+\.\d+)-slim", images.pop())
    assert found and found[1] in SpecifierSet(project["project"]["requires-python"])


def test_the_libraries_are_those_that_setup_installs(steps: list[tuple[str, str]]) -> None:
    run = next(rest for what, rest in steps if what == "RUN" and "apt-get install" in rest)
    installed = re.search(r"--no-install-recommends ([^&]+)", run)
    setup = (ROOT / "scripts" / "setup.sh").read_text("utf-8")
    libraries = set(re.findall(r"has_library \S+ \|\| missing\+=\((\S+)\)", setup))
    assert installed and set(installed[1].split()) == libraries
    assert set((ROOT / "packages.txt").read_text("utf-8").split()) == libraries


def test_the_app_does_not_run_as_root(steps: list[tuple[str, str]]) -> None:
    last = max(n for n, (what, _) in enumerate(steps) if what == "FROM")
    names = [what for what, _ in steps[last:]]
    user = next(rest for what, rest in steps[last:] if what == "USER")
    assert user == "assess" and names.index("USER") < names.index("CMD")
    assert any("useradd --uid 10001" in rest for _, rest in steps[last:])


def commands(steps: list[tuple[str, str]]) -> list[list[str]]:
    """Every `assess` that the Containerfile and the guide run."""
    own = [list(YAML(typ="safe").load(rest)) for what, rest in steps if what == "CMD"]
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S))
    lines = re.findall(r"(?:^| )(assess (?!.*assess ).*)$", blocks, re.M)
    return [*own, *(shlex.split(re.sub(r"\$\([^)]*\)", "now", line)) for line in lines)]


def test_every_command_is_one_that_the_command_line_takes(steps: list[tuple[str, str]]) -> None:
    found = commands(steps)
    assert {"app", "backup", "restore", "init", "migrate"} <= {words[1] for words in found}
    group = typer.main.get_command(app)
    for name, command, *rest in found:
        assert name == "assess"
        known = group.commands[command]  # type: ignore[attr-defined]
        with known.make_context(command, [*rest], resilient_parsing=False) as context:
            assert context.params
    serve = found[0]
    assert serve[1] == "app" and serve[serve.index("--host") + 1] == "0.0.0.0"


def test_the_port_is_the_same_everywhere(steps: list[tuple[str, str]], compose: dict[str, Any]) -> None:
    assert next(rest for what, rest in steps if what == "EXPOSE") == str(PORT)
    assert f"127.0.0.1:{PORT}/_stcore/health" in next(rest for what, rest in steps if what == "HEALTHCHECK")
    proxy = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert re.findall(r"server (app:\d+)", proxy) == [f"app:{PORT}"]
    inside = {port.split(":")[1] for port in compose["services"]["proxy"]["ports"]}
    assert inside == set(re.findall(r"listen (\d+)", proxy))
    assert [name for name, one in compose["services"].items() if "ports" in one] == ["proxy"]
    assert MOST_BYTES == 8 << 10 and "client_max_body_size 8k;" in proxy


def test_every_variable_is_one_that_the_product_reads(compose: dict[str, Any]) -> None:
    given = compose["services"]["app"]["environment"]
    assert set(given) == KNOWN
    assert {path.removeprefix("/run/secrets/") for path in given.values()} == set(compose["services"]["app"]["secrets"])


def test_every_secret_volume_and_network_is_declared_and_used(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    assert {name for one in services for name in one["secrets"]} == set(compose["secrets"])
    named = {volume.split(":")[0] for one in services for volume in one["volumes"] if not volume.startswith(".")}
    assert named == set(compose["volumes"])
    assert {name for one in services for name in one["networks"]} == set(compose["networks"])
    proxy = (DEPLOY / "nginx.conf").read_text("utf-8")
    lying = {volume.split(":")[0] for one in services for volume in one["volumes"] if volume.startswith("./")}
    assert {name for name in lying if not (DEPLOY / name).exists()} == {
        "./settings"
    }  # of one client, made by the guide
    assert set(re.findall(r"/run/secrets/(\w+)", proxy)) == set(compose["services"]["proxy"]["secrets"])
    ignored = (DEPLOY / ".gitignore").read_text("utf-8").split()
    assert {one["file"].split("/")[1] + "/" for one in compose["secrets"].values()} <= set(ignored)
    guide = GUIDE.read_text("utf-8")
    assert [name for one in compose["secrets"].values() if (name := one["file"].split("/")[-1]) not in guide] == []


def test_the_app_waits_for_the_database_and_the_proxy_for_the_app(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["proxy"]["depends_on"] == {"app": {"condition": "service_healthy"}}
    assert services["app"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert services["db"]["healthcheck"]["test"][1] == "pg_isready"
    assert services["db"]["networks"] == ["back"] and compose["networks"]["back"]["internal"] is True
    assert services["db"]["image"] == "postgres:16"


def test_the_settings_of_the_guide_believe_the_proxy_alone(compose: dict[str, Any], tmp_path: Path) -> None:
    guide = re.search(r"^```yaml\n(public_url.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    assert guide
    (tmp_path / "server.yaml").write_text(guide[1], "utf-8")
    server = read_model(Server, tmp_path / "server.yaml")
    assert server.trusted_proxies == [compose["services"]["proxy"]["networks"]["front"]["ipv4_address"]]
    mounted = [volume.split(":")[1] for volume in compose["services"]["app"]["volumes"]]
    assert server.engagements in mounted and "/etc/assess" in mounted


def test_a_hosted_streamlit_installs_what_the_project_asks_for(project: dict[str, Any]) -> None:
    lines = [line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == ["-c constraints.txt", *project["project"]["dependencies"]]
    pinned = {
        canonicalize_name(one.name): one.specifier
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
        for one in [Requirement(line)]
    }
    for line in lines[1:]:
        asked = Requirement(line)
        version = str(pinned[canonicalize_name(asked.name)]).removeprefix("==")
        assert version in asked.specifier, line


def test_a_hosted_streamlit_has_the_settings_of_the_app() -> None:
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = {f"{table}.{name}": value for table, given in written.items() for name, value in given.items()}
    left_out = ("server.address", "server.port", "client.showErrorDetails")  # the last is failure.py's with st.App
    own = {name: value for name, value in settings("0.0.0.0").items() if name not in left_out}
    assert flat == own


def test_no_file_names_a_registry() -> None:
    for path in (*DEPLOY.iterdir(), ROOT / "requirements.txt", ROOT / "packages.txt"):
        if path.is_file():
            assert not re.search(r"index-url|\b(docker\.io|ghcr\.io|quay\.io|pypi\.org)\b", path.read_text("utf-8")), (
                path
            )
