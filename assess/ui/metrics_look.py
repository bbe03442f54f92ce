"""How two definitions look side by side: what differs lit and said, what agrees quiet; blocks on a phone."""

from __future__ import annotations

from assess.report.tokens import ACCENT, FAMILY, MUTED, PAPER, RULE, WATCH

LOOK = f"""<style>
table.sides {{ width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 0.9375rem; }}
table.sides thead th {{ text-align: left; vertical-align: bottom; font-weight: 600; font-size: 1.05rem;
  padding: 0.4rem 1rem 0.6rem 0.75rem; border-bottom: 1px solid {RULE}; }}
table.sides thead th:first-child {{ width: 20%; }}
table.sides thead small {{ display: block; font-size: 0.8125rem; font-weight: 400; color: {MUTED}; }}
table.sides tbody th {{ text-align: left; font-weight: 400; color: {MUTED}; }}
table.sides tbody :is(th, td) {{ vertical-align: top; padding: 0.5rem 1rem 0.5rem 0.75rem;
  border-bottom: 1px solid {RULE}; overflow-wrap: anywhere; }}
table.sides tbody td {{ color: {MUTED}; }}
table.sides code, .stCode code {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "{FAMILY}", monospace; }}
table.sides code {{ font-size: 0.875rem; white-space: pre-wrap; background: none; color: inherit; padding: 0; }}
table.sides td small {{ display: block; font-size: 0.8125rem; color: {MUTED}; }}
table.sides tr.lit {{ background: {PAPER}; box-shadow: inset 3px 0 {ACCENT}; }}
table.sides tr.lit > th, table.sides tr.lit > td {{ color: inherit; }}
table.sides tr.lit > th {{ font-weight: 600; }}
table.sides th .differs {{ display: block; color: {ACCENT}; font-size: 0.8125rem; font-weight: 600; }}
table.sides tr.lit :is(code, td > span) {{ color: {ACCENT}; }}
table.sides mark {{ background: none; color: inherit; font-weight: 600; box-shadow: inset 0 -2px {WATCH}; }}
@media (max-width: 720px) {{
  table.sides, table.sides :is(thead, tbody, tr, th, td) {{ display: block; width: auto; }}
  table.sides thead th:first-child {{ display: none; }}
  table.sides thead th {{ padding-left: 0; }}
  table.sides tbody th {{ padding: 0.6rem 0 0.1rem 0.75rem; border: 0; }}
  table.sides tbody td {{ padding: 0.15rem 0 0.35rem 0.75rem; }}
  table.sides tbody td:not(:last-child) {{ border: 0; }}
  table.sides tbody td::before {{ content: attr(data-label); display: block; font-size: 0.8125rem; color: {MUTED}; }}
  table.sides tr.both td:last-child {{ display: none; }}
  table.sides tr.both td:not(:last-child) {{ border-bottom: 1px solid {RULE}; }}
  table.sides tr.both td::before {{ content: attr(data-both); }}
}}
</style>"""
