"""What strangers get where the app was not started by `assess app`: the self-assessment and nothing else.

`streamlit run app.py` listens for everybody, on a hosted Streamlit as on a laptop, and nobody is asked who they are.
So nobody there is an owner: no folder can be named in the address, and no result, answer or room is shown.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from assess.store.engagement_file import FILE
from assess.store.starter import write_starter
from assess.ui.phone.door import doors_kept
from assess.ui.serve import FOLDER_VARIABLE, SURVEY_VARIABLE, is_alone
from assess.ui.server.settings import settings


@asynccontextmanager
async def opened(app: object) -> AsyncIterator[dict[str, Any]]:
    """While the web app runs: who may come in is settled before anybody does, and the phones' doors are open."""
    if settings() is None and not is_alone(str(st.get_option("server.address") or "")):
        os.environ[SURVEY_VARIABLE] = "1"
        os.environ.setdefault(FOLDER_VARIABLE, str(_own_folder()))
    async with doors_kept(app) as state:
        yield state


def _own_folder() -> Path:
    """An engagement without sources, for a self-assessment that belongs to no check-up; gone with the machine.

    The same after a restart, unless somebody else of this machine has put a folder or a link in its place.
    """
    own = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"assess-self-assessment-{own}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != own or seen.st_mode & 0o077:
            folder = Path(tempfile.mkdtemp(prefix="assess-self-assessment-"))
    if not (folder / FILE).exists():
        write_starter(folder, "贵公司", "Your company")
    return folder
