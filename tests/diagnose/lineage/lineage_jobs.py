"""Scripts as evidence: (department, target, sources, sql) a line."""

from __future__ import annotations

from assess.model.evidence import Evidence

Job = tuple[str, str, list[str], str]


def evidence_of(*jobs: Job) -> Evidence:
    statements, edges = [], []
    for department, target, sources, sql in jobs:
        file = f"sql/{department}/{target}.sql"
        seen = {"department": department, "file": file, "line": 1, "statement_id": f"{file}:1"}
        statements.append(
            {**seen, "dialect": "duckdb", "kind": "INSERT", "target": target, "status": "table", "sql": sql}
        )
        edges += [{**seen, "upstream": source, "downstream": target} for source in sources]
    return Evidence.of({"statements": statements, "edges": edges})
