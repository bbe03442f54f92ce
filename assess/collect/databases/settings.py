"""What a session on a server is told first."""

from __future__ import annotations

from typing import Any


def postgres_settings(_cursor: Any, timeout: float) -> list[str]:
    """Statements with which a session is made read-only, its statements bounded, and its answers always alike."""
    limit = round(timeout * 1000)
    return [
        "SET default_transaction_read_only = on",
        f"SET statement_timeout = {limit}",
        f"SET lock_timeout = {limit}",
        "SET timezone = 'UTC'",
        "SET datestyle = 'ISO, YMD'",
        # Floats as the shortest text that reads back the same, whatever the database's default.
        "SET extra_float_digits = 1",
        # Names in view definitions then come out fully qualified.
        "SET search_path = pg_catalog",
    ]


def mysql_settings(cursor: Any, timeout: float) -> list[str]:
    """The same for MySQL and MariaDB."""
    return [
        "SET SESSION TRANSACTION READ ONLY",
        mysql_limit(cursor, timeout),
        f"SET SESSION lock_wait_timeout = {max(1, round(timeout))}",
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = ''",
    ]


def mysql_limit(cursor: Any, seconds: float) -> str:
    """The statement that bounds those after it, in the words of the server."""
    cursor.execute("SELECT VERSION()")
    if "mariadb" in str(cursor.fetchone()[0]).lower():
        return f"SET SESSION max_statement_time = {seconds:g}"
    return f"SET SESSION max_execution_time = {max(1, round(seconds * 1000))}"
