"""Where a database is, with its password kept apart from everything that is shown or stored."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import sqlalchemy as sa

from assess.model.engagement import Source
from assess.model.errors import BadInput, Problem, Unreachable, nearest

ENGINES = {
    "postgresql": "postgres",
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}
DRIVERS = {"postgres": "postgresql+psycopg", "mysql": "mysql+pymysql"}
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET_OPTION = re.compile(r"pass|pwd|secret|token", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """One database: `shown` has no password and may go anywhere, `url` may not."""

    source: str
    engine: str
    shown: str
    timeout: float
    url: sa.URL
    path: Path | None = None

    def with_password(self, password: str) -> Address:
        """The same place, entered with `password`."""
        return replace(self, url=self.url.set(password=password))

    @property
    def passwords(self) -> tuple[str, ...]:
        """Every secret of this address in every spelling a driver might repeat it in."""
        secrets = [str(self.url.password)] if self.url.password else []
        for name, value in self.url.query.items():
            if _SECRET_OPTION.search(name):
                secrets += [value] if isinstance(value, str) else list(value)
        spellings = {s for secret in secrets for s in (secret, quote(secret, safe=""), quote_plus(secret))}
        return tuple(sorted(spellings, key=lambda s: (-len(s), s)))


def address_of(source: Source, folder: Path) -> Address:
    """The address in `source.url`; `${NAME}` comes from the environment, a relative file from `folder`."""
    written = source.url
    if _VARIABLE.fullmatch(written.strip()):
        written = expanded(written.strip(), source)
    engine = _engine(written, source)
    try:
        url = sa.make_url(written)
    except (sa.exc.ArgumentError, ValueError):
        raise _unreadable(source) from None
    if engine in ("sqlite", "duckdb"):
        name = expanded(url.database or "", source)
        if name in ("", ":memory:"):
            raise BadInput([Problem(_where(source), f"names no file; write {engine}:///name-of-the-file.")])
        return Address(
            source.id, engine, f"{url.get_backend_name()}:///{name}", source.timeout_seconds, url, folder / name
        )
    url = url.set(
        drivername=DRIVERS[engine],
        username=expanded(url.username, source) if url.username else None,
        password=expanded(str(url.password), source) if url.password else None,
        host=expanded(url.host, source) if url.host else None,
        database=expanded(url.database, source) if url.database else None,
    )
    return Address(source.id, engine, _shown(url, written), source.timeout_seconds, url)


def _engine(written: str, source: Source) -> str:
    scheme, found, _ = written.partition("://")
    engine = ENGINES.get(scheme.split("+")[0].lower())
    if not found:
        raise _unreadable(source)
    if engine is None:
        raise BadInput(
            [Problem(_where(source), f'"{scheme}" is not a database that can be read.{nearest(scheme, list(ENGINES))}')]
        )
    return engine


def expanded(text: str, source: Source, field: str = "url") -> str:
    """`text` of a field with ${NAME} from the environment; Unreachable names what is not set."""
    for name in _VARIABLE.findall(text):
        if name not in os.environ:
            raise Unreachable(
                f"{source.id}: the environment variable {name}, which its {field} names, is not set.",
                f"{source.id}：{field} 里写的环境变量 {name} 没有设置。",
            )
    return _VARIABLE.sub(lambda match: os.environ[match[1]], text)


def _shown(url: sa.URL, written: str) -> str:
    plain = [name for name in url.query if not _SECRET_OPTION.search(name)]
    scheme = written.partition("://")[0].partition("+")[0]
    bare = sa.URL.create(scheme, url.username, None, url.host, url.port, url.database, {n: url.query[n] for n in plain})
    return bare.render_as_string()


def _where(source: Source) -> str:
    return f"engagement.yaml, source {source.id}, url"


def _unreadable(source: Source) -> BadInput:
    return BadInput(
        [Problem(_where(source), "is not a database address; write for example postgresql://reader@host:5432/name.")]
    )
