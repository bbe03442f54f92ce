"""“One written standard for names and types”, beside columns of one name with several types."""

from __future__ import annotations

import re

from assess.diagnose.contradictions.claimed import Measured, beside
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict

SHARED = 3  # tables that have a column of one name
FAMILIES = {
    "number": {"int", "integer", "bigint", "smallint", "tinyint", "mediumint", "int2", "int4", "int8", "int64",
               "serial", "bigserial", "decimal", "numeric", "number", "float", "float4", "float8", "float64", "double",
               "real"},
    "text": {"varchar", "varchar2", "nvarchar", "char", "nchar", "bpchar", "character", "text", "string", "longtext",
             "mediumtext", "clob"},
    "time": {"date", "datetime", "datetime2", "timestamp", "timestamptz", "timestamp_ntz", "time"},
    "truth": {"bool", "boolean", "bit"},
}  # fmt: skip


@detector("claimed-typing", code="CR", needs=("answers",))
def judge(case: Case) -> Verdict:
    """One claim when fewer shared column names have one type than the rung claimed asks for."""
    columns = case.evidence.columns
    if columns.empty:
        return beside(case, "q5_2", None)
    names = columns.assign(plain=columns["name"].str.lower(), family=columns["type"].map(family))
    names = names[names["family"] != ""]
    kept = names.groupby("plain").agg(tables=("table_id", "nunique"), families=("family", "nunique"))
    shared = kept[kept["tables"] >= SHARED]
    if shared.empty:
        return beside(case, "q5_2", None)
    odd = shared[shared["families"] > 1].sort_values("tables", ascending=False)
    facts = {"names": len(shared), "odd": len(odd), "odd_share": round(len(odd) / len(shared), 4),
             "examples": [str(name) for name in odd.index[:5]]}  # fmt: skip
    return beside(case, "q5_2", Measured(False, facts, in_order=1 - len(odd) / len(shared)))


def family(written: str) -> str:
    """number, text, time or truth, as any engine writes the type; empty where it is none of these."""
    word = re.split(r"[\s(<]", str(written).strip().lower() or "?")[0]
    return next((name for name, words in FAMILIES.items() if word in words), "")
