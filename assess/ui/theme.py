"""How the screens look: the design's tokens as Streamlit's theme, and the few rules it has no option for."""

from __future__ import annotations

from typing import Any

from assess.report.tokens import ACCENT, BAD, FAMILY, GOOD, INK, MUTED, PAPER, RULE, WATCH

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
    "theme.metricValueFontSize": "1.6rem",
    "theme.metricValueFontWeight": 600,
    "theme.fontFaces": [
        {"family": FAMILY, "url": "/fonts/full.ttf", "weight": "100 900", "unicodeRange": "U+2E80-10FFFF"},
        {"family": FAMILY, "url": "/fonts/common.ttf", "weight": "100 900", "unicodeRange": "U+0-FFFF"},
    ],
}

STYLE = f"""<style>
.stMainBlockContainer {{ max-width: 68rem; padding-top: 4.5rem; }}
.stMainBlockContainer h1 {{ line-height: 1.35; text-wrap: pretty; }}
html[lang="en"] .stApp {{ font-feature-settings: "palt"; }}
[data-testid="InputInstructions"] {{ display: none; }}
[data-testid="stMetricLabel"] p {{ color: {MUTED}; }}
.stTable, [data-testid="stTable"] {{ font-variant-numeric: tabular-nums; }}
[data-testid="stTable"] td, [data-testid="stTable"] th {{ overflow-wrap: anywhere; }}
.st-key-question [role="radiogroup"] {{ width: 100%; gap: 0.35rem; }}
.st-key-question [role="radiogroup"] label {{
  min-height: 44px; padding: 0.55rem 0.7rem; width: 100%; border: 1px solid {RULE}; border-radius: 0.2rem;
  align-items: flex-start; }}
.st-key-question [role="radiogroup"] label:has(input:checked) {{ border-color: {ACCENT}; background: {PAPER}; }}
.st-key-question [role="radiogroup"] label:focus-within {{ outline: 2px solid {ACCENT}; outline-offset: 1px; }}
.stButton button, .stDownloadButton button, .stFormSubmitButton button {{ min-height: 44px; }}
.st-key-findings button {{ text-align: left; justify-content: flex-start; }}
</style>"""
