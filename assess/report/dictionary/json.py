"""The dictionary as JSON: everything that is known of each entry."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assess.diagnose.metrics.groups import shown
from assess.model.text import Language
from assess.report.dictionary.parts import facets_of
from assess.treat.dictionary import Entry


def made(entries: Sequence[Entry], _language: Language) -> tuple[bytes, list[str]]:
    told = [
        {**shown(e.standard), "normal_form": e.standard.normal_form, **facets_of(e),
         "facets": e.standard.facets.as_json() if e.standard.facets else None,
         "readings": [{"metric": r.metric.metric_id, "name": r.metric.name, "department": r.metric.department,
                       "facets": list(r.facets), "allowed": r.allowed, "owner": r.metric.owner, "file": r.metric.file,
                       "line": r.metric.line, "todo": r.todo, "until": r.until.isoformat() if r.until else None}
                      for r in e.readings]}
        for e in entries
    ]  # fmt: skip
    return json.dumps({"metrics": told}, ensure_ascii=False, indent=1).encode(), []
