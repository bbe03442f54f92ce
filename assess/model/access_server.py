"""`server.yaml`: where the team's server is, who vouches for people, and who is what in which engagement."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from assess.model.access import Person, Role

FILE = "server.yaml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _origin(url: str) -> str:
    """An address without a path; https, except on the machine itself."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://assess.example.com")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https://, or passwords and answers go over the network in the clear")
    return url.rstrip("/")


def _no_path(url: str) -> str:
    if urlsplit(url).path:
        raise ValueError("must have no path; the proxy gives the app a name of its own")
    return url


def _address(email: str) -> str:
    plain = email.strip().lower()
    if plain.count("@") != 1 or plain.startswith("@") or plain.endswith("@") or any(c.isspace() for c in plain):
        raise ValueError("expected an e-mail address")
    return plain


Origin = Annotated[str, AfterValidator(_origin)]


class Provider(_Strict):
    """Who vouches for people, by OpenID Connect."""

    issuer: Origin = Field(description="Address of the provider, as in its `iss` claim")
    client_id: str = Field(min_length=1, description="What the provider calls this server")
    groups_claim: str = Field("groups", min_length=1, description="Claim of the ID token that lists a person's groups")
    scope: str = Field("openid email profile", description="What is asked of the provider; must hold openid and email")

    @field_validator("scope")
    @classmethod
    def _asks_enough(cls, scope: str) -> str:
        missing = {"openid", "email"} - set(scope.split())
        if missing:
            raise ValueError(f"must hold {' and '.join(sorted(missing))}")
        return scope


class Member(_Strict):
    """A role for one person by a verified e-mail address, or for everybody of a group."""

    email: Annotated[str, AfterValidator(_address)] | None = None
    group: str | None = Field(None, min_length=1)
    role: Role

    @model_validator(mode="after")
    def _one_of_both(self) -> Member:
        if (self.email is None) == (self.group is None):
            raise ValueError("needs either email or group, one of them")
        return self

    def is_(self, person: Person) -> bool:
        return person.email == self.email if self.email else self.group in person.groups


class Tenant(_Strict):
    """One engagement of the server: its folder below `engagements`, who is what, and whether phones may come in."""

    people: list[Member] = Field(min_length=1)
    phones: bool = Field(False, description="Whether the phones of a workshop may join its rooms without a login")

    @field_validator("people")
    @classmethod
    def _owned_once(cls, people: list[Member]) -> list[Member]:
        if not any(member.role is Role.OWNER for member in people):
            raise ValueError("needs an owner")
        named = [member.email or f"group {member.group}" for member in people]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise ValueError(f"names {', '.join(twice)} twice")
        return people

    def role_of(self, person: Person) -> Role | None:
        """The role named for the person, else the strongest of their groups; None where there is none."""
        mine = [member for member in self.people if member.is_(person)]
        named = [member.role for member in mine if member.email] or [member.role for member in mine]
        return min(named, key=list(Role).index, default=None)


class Server(_Strict):
    """The whole file."""

    public_url: Annotated[Origin, AfterValidator(_no_path)] = Field(description="What people type to reach the server")
    engagements: str = Field(description="Folder with one folder an engagement; relative to this file")
    provider: Provider
    tenants: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")], Tenant] = Field(min_length=1)
    session_hours: float = Field(8, gt=0, le=24, description="How long a login lasts")
    trusted_proxies: list[str] = Field(
        default_factory=lambda: ["127.0.0.1"], description="Addresses or networks whose X-Forwarded-For is believed"
    )
    language: Literal["zh", "en"] = Field("zh", description="Language of the page before anybody is known")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: list[str]) -> list[str]:
        for one in given:
            try:
                network = ipaddress.ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"{one!r} is no address or network, found") from None
            if network.prefixlen == 0:
                raise ValueError(f"{one!r} would believe everybody, found")
        return given

    def role_of(self, person: Person, engagement: str) -> Role | None:
        """What the person is in this engagement; None where it does not exist or they have no part in it."""
        tenant = self.tenants.get(engagement)
        return tenant.role_of(person) if tenant else None

    def engagements_of(self, person: Person) -> dict[str, Role]:
        """The engagements a person has a part in, in the order of the file."""
        found = {name: tenant.role_of(person) for name, tenant in self.tenants.items()}
        return {name: role for name, role in found.items() if role is not None}
