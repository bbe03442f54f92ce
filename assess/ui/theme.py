"""How the screens look: the design's tokens as Streamlit's theme, and the few rules it has no option for."""

from __future__ import annotations

from typing import Any

from assess.report.tokens import ACCENT, ACCENT_SOFT, BAD, FAMILY, GOOD, INK, MUTED, PAPER, RULE, WATCH

THEME: dict[str, Any] = {
    "theme.base": "light",
    "theme.primaryColor": ACCENT,
    "theme.backgroundColor": "#FFFFFF",
    "theme.secondaryBackgroundColor": PAPER,
    "theme.textColor": INK,
    "theme.linkColor": ACCENT,
    "theme.borderColor": RULE,
    "theme.redColor": BAD,
    "theme.yellowColor": WATCH,
    "theme.orangeColor": WATCH,
    "theme.greenColor": GOOD,
    "theme.baseRadius": "0.2rem",
    "theme.showWidgetBorder": True,
    "theme.baseFontSize": 16,
    "theme.headingFontSizes": ["1.75rem", "1.35rem", "1.1rem", "1rem", "1rem", "1rem"],
    "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
    "theme.font": f"{FAMILY}, sans-serif",
    "theme.headingFont": f"{FAMILY}, sans-serif",
    "theme.codeFont": f"'Source Code Pro', {FAMILY}, monospace",  # comments of SQL are Chinese too
    "theme.metricValueFontSize": "1.6rem",
    "theme.metricValueFontWeight": 600,
    "theme.fontFaces": [
        {"family": FAMILY, "url": "/fonts/full.ttf", "weight": "100 900", "unicodeRange": "U+2E80-10FFFF"},
        {"family": FAMILY, "url": "/fonts/common.ttf", "weight": "100 900", "unicodeRange": "U+0-FFFF"},
    ],
}

STYLE = f"""<style>
.stMainBlockContainer {{ max-width: 68rem; padding-top: 4rem; }}
.stMainBlockContainer h1 {{ line-height: 1.35; text-wrap: pretty; }}
html[lang="en"] .stApp {{ font-feature-settings: "palt"; }}
[data-testid="InputInstructions"], [data-testid="stHeaderActionElements"] {{ display: none; }}
[data-testid="stMetricLabel"] p {{ color: {MUTED}; }}
.stMarkdown [data-testid="stCaptionContainer"] {{ color: {MUTED}; opacity: 1; }}
table.facts {{ width: 100%; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }}
table.facts th {{ color: {MUTED}; font-weight: 400; text-align: left; vertical-align: bottom; }}
table.facts th, table.facts td {{ padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid {RULE}; }}
table.facts td {{ vertical-align: top; overflow-wrap: anywhere; }}
table.facts .number {{ text-align: right; white-space: nowrap; }}
table.marked td small {{ color: {MUTED}; display: block; font-size: 0.8125rem; }}
table.marked mark {{ background: none; color: inherit; box-shadow: inset 0 -2px {WATCH}; }}
table.marked td.none {{ color: {MUTED}; }}
.share {{ display: inline-block; position: relative; width: 5rem; height: 0.45rem; background: {RULE};
  vertical-align: middle; margin-right: 0.5rem; }}
.share i {{ position: absolute; inset: 0 auto 0 0; background: {ACCENT_SOFT}; }}
.share b {{ position: absolute; top: calc(50% - 1px); height: 2px; background: {INK}; }}
@media (min-width: 721px) {{ table.marked td.none {{ white-space: nowrap; }} }}
[class*="st-key-narrow"] {{ display: none; }}
@media (max-width: 720px) {{
  .stMainBlockContainer {{ padding-top: 3.5rem; }}
  .stMainBlockContainer h1 {{ font-size: 1.4rem; }}
  .stButton kbd, .stButton [data-testid*="Shortcut"] {{ display: none; }}
  [data-testid="stSidebarNavLink"] {{ min-height: 44px; }}
  [class*="st-key-wide"] {{ display: none; }}
  [class*="st-key-narrow"] {{ display: flex; }}
  table.facts:not(.pairs) thead {{ position: absolute; clip-path: inset(50%); height: 1px; width: 1px;
    overflow: hidden; }}
  table.facts:not(.pairs), table.facts:not(.pairs) :is(tbody, tr) {{ display: block; }}
  table.facts:not(.pairs) tr {{ padding: 0.5rem 0; border-bottom: 1px solid {RULE}; }}
  table.facts:not(.pairs) td {{ display: flex; gap: 1rem; justify-content: space-between; padding: 0.15rem 0;
    border: 0; text-align: right; white-space: normal; }}
  table.facts:not(.pairs) td:first-child {{ font-weight: 600; text-align: left; }}
  table.facts:not(.pairs) td:not(:first-child)::before {{ content: attr(data-label); color: {MUTED}; flex: none;
    max-width: 45%; text-align: left; }}
}}
.stRadio, .stRadio [role="radiogroup"], .stRadio [role="radiogroup"] > * {{ width: 100%; }}
.stRadio [role="radiogroup"] {{ gap: 0.35rem; }}
.stRadio [role="radiogroup"] label {{
  min-height: 44px; padding: 0.55rem 0.7rem; width: 100%; border: 1px solid {RULE}; border-radius: 0.2rem;
  align-items: flex-start; }}
.stRadio [role="radiogroup"] label:has(input:checked) {{ border-color: {ACCENT}; background: {PAPER}; }}
.stRadio [role="radiogroup"] label:focus-within {{ outline: 2px solid {ACCENT}; outline-offset: 1px; }}
.stButton button, .stDownloadButton button, .stFormSubmitButton button {{ min-height: 44px; }}
.st-key-findings button {{ text-align: left; justify-content: flex-start; }}
</style>"""
