"""What a run leaves behind beside its report: the rows that pages and commands read, and what the treatments need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assess.diagnose.maturity.asked import bank_of
from assess.diagnose.metrics.kept import kept_metrics
from assess.diagnose.redundancy.as_rows import rows_of
from assess.diagnose.run import Diagnosis
from assess.model.result import Result
from assess.operate.unify import Watched, files_of_run, treated_groups
from assess.report.dictionary import files_of_dictionary
from assess.report.lineage.kept import kept_lineage
from assess.store.copies_file import copies_bytes
from assess.store.metrics_file import metrics_bytes
from assess.store.run_names import COPIES, DICTIONARY, ITEMS, LINEAGE, METRICS, TABLES
from assess.store.runs import RESULT, result_bytes
from assess.store.tables_file import items_bytes, tables_bytes
from assess.store.verified import read_verified
from assess.treat.treatments import Treated, files_of_treated


def files_of_diagnosis(
    result: Result, diagnosis: Diagnosis, treated: Treated, folder: Path, languages: Sequence[str]
) -> dict[str, bytes]:
    """File name below `out/<run>` -> bytes, of all that a run has before its report is printed."""
    case = diagnosis.case
    rows = Watched(rows_of(diagnosis), treated_groups(result.findings, result.roadmap))
    files = {
        RESULT: result_bytes(result),
        COPIES: copies_bytes(rows),
        LINEAGE: kept_lineage(case, result.findings),
        METRICS: metrics_bytes(kept_metrics(diagnosis), case.evidence.metrics.to_dict("records")),
        TABLES: tables_bytes(case.evidence.tables, case.evidence.columns),
        ITEMS: items_bytes(bank_of(case)),
    }
    files |= files_of_run(rows.kept, case.evidence, case.engagement, case.decisions, read_verified(folder))
    files |= files_of_treated(treated, diagnosis)
    made = files_of_dictionary(treated.entries, languages)
    return files | {f"{DICTIONARY}/{name}": content for name, content in made.items()}
