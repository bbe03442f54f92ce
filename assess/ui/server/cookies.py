"""The login cookie that Streamlit signs, read where Streamlit itself does not ask for it: before downloads and uploads.

These are parts of Streamlit 1.67 without a public name; pyproject.toml holds to that version and the tests of the
server fail where they are another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)


def claims_in(cookies: Mapping[str, str], origin: str) -> dict[str, Any]:
    """The claims of the login in these cookies; none where there is none, or none that is signed by this server."""
    held = {name: value for name, value in cookies.items() if name.startswith(USER_COOKIE_NAME)}
    raw = _get_signed_cookie_with_chunks(held, USER_COOKIE_NAME) if held else None
    return _parse_decoded_user_cookie(raw, origin) if raw else {}


def claims_of_session(session: str) -> dict[str, Any]:
    """The claims with which a session of the screens was opened; none where there is no such session."""
    if not runtime.exists():
        return {}
    found = runtime.get_instance()._session_mgr.get_session_info(session)
    return dict(found.session._user_info) if found else {}


def drawn_anew(message: bytes) -> bytes:
    """In place of a message from a page: only the wish to draw the page of this address, with nothing clicked."""
    asked, plain = BackMsg(), BackMsg()
    try:
        asked.ParseFromString(message)
    except DecodeError:
        return message
    plain.rerun_script.query_string = asked.rerun_script.query_string
    plain.rerun_script.page_script_hash = asked.rerun_script.page_script_hash
    return bytes(plain.SerializeToString())


def is_kept(file: str) -> bool:
    """Whether there is such a file for download, offered or not."""
    return runtime.exists() and file in runtime.get_instance().media_file_mgr._file_metadata


def sessions_with(file: str) -> tuple[str, ...]:
    """The sessions of the screens that offer this file for download."""
    if not runtime.exists():
        return ()
    offered = runtime.get_instance().media_file_mgr._files_by_session_and_coord
    return tuple(session for session, files in list(offered.items()) if file in list(files.values()))
