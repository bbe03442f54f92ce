"""Why a finding counts as what it does, in a sentence of each language."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.parts import TextPart


def why(
    change: str, how: str, alike: float | None, lacking: Sequence[str], was: frozenset[str], now: frozenset[str]
) -> TextPart:
    """`was` and `now` are the subjects, renamed ones by their new name; `lacking` is what was not read."""
    added, removed = len(now - was), len(was - now)
    if change in ("solved", "new"):
        return TextPart(
            zh="来源和检测项与上次一样查过，已不再出现。" if change == "solved" else "来源上次也查过，当时没有。",
            en="The same sources were read by the same detector, and it is gone." if change == "solved"
            else "Its sources were read last time too, and it was not there.",
        )  # fmt: skip
    if change in ("not_seen", "first_seen"):
        names = ", ".join(lacking[:3]) + (" …" if len(lacking) > 3 else "")
        return TextPart(
            zh=f"这次没有查 {names}，不能算已解决。" if change == "not_seen" else f"上次没有查 {names}，不能算新增。",
            en=f"{names} was not looked at this time, so it is not solved." if change == "not_seen"
            else f"{names} was not looked at last time, so it is not new.",
        )  # fmt: skip
    if change == "merged":
        return TextPart(
            zh=f"{alike:.0%} 的对象并入另一项。", en=f"{alike:.0%} of its subjects lie in another finding now."
        )
    if change == "split":
        return TextPart(
            zh=f"{alike:.0%} 的对象来自上次的一项。", en=f"{alike:.0%} of its subjects were in one finding."
        )
    known = {
        "key": ("标识相同", "Known by its key"),
        "subjects": ("改名后对象相同", "Known by the same subjects, renamed"),
        "similar": (f"对象相似度 {alike or 0:.0%}", f"Known by subjects that are {alike or 0:.0%} alike"),
    }[how]
    return TextPart(
        zh=f"{known[0]}；新增对象 {added} 个，减少 {removed} 个。",
        en=f"{known[1]}; subjects added: {added}, removed: {removed}.",
    )
