"""A company of eight units that keep the same tables ten per cent differently, with the truth beside it.

`build_company(folder, ...)` writes databases, exports, scripts, engagement.yaml and truth.json; see company.py.
"""

from __future__ import annotations

from benchmarks.redundancy.perturb.company import Company, build_company

__all__ = ["Company", "build_company"]
