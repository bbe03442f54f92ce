"""Why a database could not be read: what a driver says, as one sentence in each language, without secrets."""

from __future__ import annotations

from assess.collect.databases.address import Address
from assess.model.errors import Unreachable
from assess.model.text import Text

RESOLVE = Text("主机名无法解析。", "its host name cannot be resolved.")
REFUSED = Text("该地址没有数据库在监听。", "no database listens at this address.")
PASSWORD = Text("用户名或密码被拒绝。", "the user or the password was refused.")
MISSING = Text("服务器上没有这个库。", "the server has no database of this name.")
DENIED = Text("该账号没有读取权限。", "this user may not read it.")
LOCKED = Text("文件正被另一个程序占用。", "another program holds the file.")
CORRUPT = Text("文件已损坏，或者不是这种数据库。", "the file is damaged or is no database of this kind.")
LOST = Text("连接中断。", "the connection was lost.")
STARTING = Text("服务器正在启动或关闭。", "the server is starting or shutting down.")
GONE = Text("要读的表或列不存在，或者已被改动。", "a table or column that is read is not there, or has changed.")
MOVING = Text("目录在读取的同时一直在变。", "its catalogue kept changing while it was read.")
FULL = Text("服务器的连接数已满。", "the server takes no more connections.")

_SIGNS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        RESOLVE,
        ("translate host name", "name or service not known", "failed to resolve", "getaddrinfo", "name resolution"),
    ),
    (PASSWORD, ("password authentication failed", "no password supplied", "access denied for user", "no pg_hba.conf")),
    (MISSING, ("unknown database",)),
    (REFUSED, ("connection refused", "no such file or directory", "is the server running")),
    (FULL, ("too many connections", "too many clients", "remaining connection slots")),
    (MOVING, ("could not open relation with oid", "cache lookup failed for")),
    (STARTING, ("the database system is",)),
    (LOCKED, ("could not set lock", "database is locked", "different configuration", "is being used by")),
    (CORRUPT, ("not a database", "malformed", "not a valid duckdb", "corrupt", "file encryption")),
    (DENIED, ("permission denied", "command denied", "unable to open", "cannot open file", "could not open file")),
)
_SLOW = ("timeout", "timed out", "canceling statement", "max_statement_time", "max_execution_time", "interrupt")
_AT_LAST: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        LOST,
        ("closed the connection", "connection is closed", "connection is lost", "lost connection", "gone away",
         "terminating connection", "broken pipe", "reset by peer", "consuming input failed", "connection not open"),
    ),
    (GONE, ("no such table", "no such column", "catalog error: table with name", "binder error: referenced column")),
)  # fmt: skip
_CODES = {
    "28P01": PASSWORD,
    "28000": PASSWORD,
    "3D000": MISSING,
    "42501": DENIED,
    "53300": FULL,
    "1044": DENIED,
    "1045": PASSWORD,
    "1049": MISSING,
    "1142": DENIED,
    "1143": DENIED,
    "1040": FULL,
    "1698": PASSWORD,
    "57P01": LOST,
    "57P02": LOST,
    "57P03": STARTING,
    "42P01": GONE,
    "42703": GONE,
    "1146": GONE,
    "1054": GONE,
    "0": LOST,  # PyMySQL's for a connection that is closed
}
_SLOW_CODES = {"57014", "55P03", "1969", "3024", "1205"}


def unreachable(address: Address, error: BaseException) -> Unreachable:
    """`error` of a driver as an Unreachable that names the source and its address."""
    return said(address, reason(address, error))


def said(address: Address, why: Text) -> Unreachable:
    """An Unreachable for `address` with the reason `why`."""
    return Unreachable(
        f"{address.source} ({address.shown}): {why.en}", f"{address.source}（{address.shown}）：{why.zh}"
    )


def slow(address: Address) -> Text:
    """Nothing came within the time allowed."""
    unit = "second" if address.timeout == 1 else "seconds"
    return Text(f"{address.timeout:g} 秒内没有应答。", f"no answer within {address.timeout:g} {unit}.")


def reason(address: Address, error: BaseException) -> Text:
    """What kind of failure `error` is; an unknown one keeps the driver's first line in English, without passwords."""
    text = " ".join(str(error).partition("\nLINE ")[0].split())  # then our own statement is shown
    lower = text.lower()
    codes = {str(getattr(error, "sqlstate", "")), str(error.args[0]) if error.args else ""}
    for code in sorted(codes):
        if code in _SLOW_CODES:
            return slow(address)
        if code in _CODES:
            return _CODES[code]
    if 'database "' in lower and "does not exist" in lower:
        return MISSING
    late = slow(address) if any(sign in lower for sign in _SLOW) else None
    if why := _by_sign(lower, _SIGNS) or late or _by_sign(lower, _AT_LAST):
        return why
    kind = type(error).__name__
    return Text(f"驱动报错（{kind}）。", f"the driver reports {kind}: {without_passwords(address, text)[:300]}")


def _by_sign(lower: str, table: tuple[tuple[Text, tuple[str, ...]], ...]) -> Text | None:
    return next((why for why, signs in table if any(sign in lower for sign in signs)), None)


def without_passwords(address: Address, text: str) -> str:
    """`text` with every spelling of the password taken out; nothing at all where a password is very short."""
    if any(len(secret) < 4 for secret in address.passwords):
        return "(withheld)"
    for secret in address.passwords:
        text = text.replace(secret, "***")
    return text
