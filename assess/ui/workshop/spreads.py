"""How a revealed question is drawn: one row a group, five columns of people, rounds beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assess.diagnose.maturity.camps import SURE_FROM
from assess.diagnose.maturity.consensus import stance
from assess.model.bank import Item
from assess.model.room import FEWEST, Agreed, Group, Spread
from assess.report.tokens import ACCENT, INK, MUTED, PAPER, RULE
from assess.ui.workshop.shared import Say, role_names

STYLE = f"""<style>
.spread {{ margin: 0 0 1.5rem; break-inside: avoid; }}
.spreads {{ display: grid; gap: 1rem 3rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }}
.spread h3 {{ font-size: 1.05em; margin: 0; padding: 0; }}
.spread .mark {{ color: {ACCENT}; font-weight: 600; }}
.spread .role {{ display: flex; justify-content: space-between; gap: 1rem; border-top: 1px solid {RULE};
  padding-top: 0.4rem; }}
.spread .role span:last-child {{ color: {MUTED}; text-align: right; }}
.spread .bars {{ display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.4rem; height: 5.5em;
  margin: 0.3rem 0 0; }}
.spread .bar {{ display: flex; flex-direction: column; justify-content: flex-end; text-align: center;
  font-variant-numeric: tabular-nums; line-height: 1.3; }}
.spread .bar i {{ display: block; background: {ACCENT}; min-height: 2px; }}
.spread .bar.none i {{ background: {RULE}; }}
.spread .bar.none b {{ color: {MUTED}; font-weight: 400; }}
.spread .steps {{ display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.4rem; text-align: center;
  color: {MUTED}; margin-bottom: 0.6rem; }}
ol.ladder, ol.ladder :is(li, span, b), .spread p {{ font-size: inherit; }}
ol.ladder {{ list-style: none; margin: 0 0 1rem; padding: 0; }}
ol.ladder li {{ margin: 0; display: flex; gap: 0.8em; padding: 0.3em 0; border-bottom: 1px solid {RULE}; }}
.ladder b {{ flex: none; }}
.ladder li.agreed {{ background: {PAPER}; box-shadow: inset 3px 0 {ACCENT}; padding-left: 0.6em; color: {INK}; }}
</style>"""


def verdict(say: Say, values: Sequence[int]) -> str:
    """Whether these people agree, in words."""
    return {
        "agree": say("They agree"),
        "split": say("They are in two camps"),
        "unclear": say("Opinions differ"),
    }[stance(values)]


def median(values: Sequence[int]) -> str:
    """The middle answer; between two it is written with a half."""
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return f"{middle:g}"


def spreads_html(say: Say, spreads: Sequence[Spread], language: str, beside: str = "") -> str:
    """All revealed rounds of one item beside each other, and then what else belongs there."""
    inner = "".join(_one(say, spread, language, several=len(spreads) > 1) for spread in spreads)
    return f'<div class="spreads">{inner}{beside}</div>'


def ladder_html(item: Item, language: str, agreed: Agreed | None = None) -> str:
    """The five levels in words, the agreed one marked."""
    lines = "".join(
        f"<li{' class=agreed' if agreed and agreed.value == n else ''}><b>{n}</b>"
        f"<span>{escape(text[language])}</span></li>"
        for n, text in enumerate(item.levels, 1)
    )
    return f'<ol class="ladder">{lines}</ol>'


def _one(say: Say, spread: Spread, language: str, several: bool) -> str:
    head = {1: say("First round"), 2: say("Second round")}.get(spread.round, "") if several else ""
    if not spread.groups:
        why = (
            say("Fewer than {n} people chose a level, so nothing is shown.", n=FEWEST)
            if spread.kept_back
            else say("Nobody answered.")
        )
        return f'<section class="spread"><h3>{head}</h3><p>{why}</p></section>'
    values = [value for group in spread.groups for value in group.values]
    told = say("median {level}, {n} people", level=median(values), n=len(values))
    head += " · " if head else ""
    title = f'<h3>{head}<span class="mark">{verdict(say, values)}</span></h3><p>{told}</p>'
    most = max(count / group.n for group in spread.groups for count in group.counts)
    rows = "".join(_group(say, group, language, most) for group in spread.groups)
    note = ""
    if len(values) < SURE_FROM and stance(values) == "unclear":
        why = say("Of fewer than {n} answers it is often not possible to tell two camps from one broad opinion.",
                  n=SURE_FROM)  # fmt: skip
        told += f"</p><p>{why}"
    if spread.merged:
        names = escape(role_names(spread.merged, language))
        note = f"<p>{say('{roles}: fewer than {n} each, so shown as one group.', roles=names, n=FEWEST)}</p>"
    if spread.kept_back:
        names = escape(role_names(spread.kept_back, language))
        note = f"<p>{say('{roles}: fewer than {n}, so not shown.', roles=names, n=FEWEST)}</p>"
    return f'<section class="spread">{title}{rows}{note}</section>'


def _group(say: Say, group: Group, language: str, most: float) -> str:
    beside = [say("{n} people", n=group.n)]
    if group.dont_know:
        beside.append(say("do not know: {n}", n=group.dont_know))
    if group.not_applicable:
        beside.append(say("does not apply: {n}", n=group.not_applicable))
    sep = "，" if language == "zh" else ", "
    name = escape(role_names(group.levels, language))
    columns = "".join(
        f'<div class="bar{"" if count else " none"}"><b>{count}</b>'
        f'<i style="height:{3.6 * count / group.n / most:.2f}em"></i></div>'
        for count in group.counts
    )
    heard = sep.join(say("level {level}: {n}", level=n, n=count) for n, count in enumerate(group.counts, 1))
    steps = "".join(f"<span>{n}</span>" for n in range(1, 6))
    return (
        f'<div class="role"><strong>{name}</strong><span>{sep.join(beside)}</span></div>'
        f'<div class="bars" role="img" aria-label="{escape(heard)}">{columns}</div>'
        f'<div class="steps" aria-hidden="true">{steps}</div>'
    )
