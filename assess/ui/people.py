"""For an owner on a server: who has which role in the engagement, and what was done in it last."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assess.model.access import ROLE_NAMES, Role
from assess.model.access_rights import Right
from assess.model.access_server import Member
from assess.model.errors import AssessError
from assess.store.audit import read_audit
from assess.ui import parts
from assess.ui.server.settings import settings
from assess.ui.words import Screen

_LAST = 50
# What stands in the log, in Chinese; the log itself has one language, so that its hashes are those of one text.
DEEDS = {
    "agreement recorded": "记录共识", "backed up": "备份", "comments read": "查看留言",
    "copies counted": "精确核对重复表", "copies decided": "裁定重复表", "dots closed": "结束投点",
    "dots opened": "开始投点", "file downloaded": "下载文件", "logged in": "登录",
    "logged out": "退出登录", "metric decided": "裁定指标口径", "metrics computed side by side": "对算两个指标",
    "refused": "被拒绝", "restored": "由备份恢复", "roadmap changed": "修改路线图", "roadmap restored": "恢复路线图",
    "role changed": "调整角色", "room admits": "房间开放加入", "room ended": "结束研讨", "room opened": "开设房间",
    "room shut": "房间停止加入", "round closed": "结束作答", "round opened": "开始作答", "round revealed": "公布结果",
    "second round opened": "开始第二轮",
}  # fmt: skip


def draw(screen: Screen) -> None:
    """Two lists, closed at first; nothing where nobody logs in or the reader may not see them."""
    if screen.person is None or not screen.may(Right.MANAGE):
        return
    say, engagement = screen.say, screen.open_seat.engagement
    with st.expander(say("Who has which role")):
        parts.table(
            {
                say("Person or group"): member.email or say("everybody of group {name}", name=member.group),
                say("Role"): ROLE_NAMES[member.role][screen.language],
            }
            for member in screen.use(people_of, engagement)
        )
    with st.expander(say("What was done last")):
        try:
            log = screen.use(read_audit)
        except AssessError as error:
            st.write(parts.plain(str(error)))
            return
        parts.table(
            {
                say("Time (UTC)"): e.at[:16].replace("T", " "),
                say("Person"): e.actor,
                say("Deed"): shown_deed(e.action, screen.language),
                say("Subject"): _subject(e.subject, screen.language),
            }
            for e in reversed(log[-_LAST:])
        )


def shown_deed(action: str, language: str) -> str:
    """What was done, in the reader's language; as it is written where there is no word for it."""
    return DEEDS.get(action, action) if language == "zh" else action


def _subject(subject: str, language: str) -> str:
    role = subject.removeprefix("as ")
    if language == "zh" and role != subject and role in tuple(Role):
        return f"身份：{ROLE_NAMES[Role(role)].zh}"
    return subject


def people_of(_folder: Path, engagement: str) -> tuple[Member, ...]:
    """The people and groups of the engagement as the server's settings name them."""
    kept = settings()
    return tuple(kept.now().tenants[engagement].people) if kept else ()
