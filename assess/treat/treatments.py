"""Three treatments that are more than a line of the roadmap: the boundary, the tiers and the dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from assess.diagnose.run import Diagnosis
from assess.model.result import Result
from assess.model.treatment_parts import BoundaryPart, DictionaryPart, TieringPart
from assess.store.run_names import BOUNDARY, TIERING
from assess.treat.boundary.draw import draw_boundary
from assess.treat.boundary.write import boundary_files
from assess.treat.definitions import define, entries_of
from assess.treat.dictionary import Entry
from assess.treat.tiering.moves import plan_tiers
from assess.treat.tiering.write import tiering_files


@dataclass(frozen=True)
class Treated:
    """The three as the result has them, and the dictionary's entries, from which its exports are made."""

    boundary: BoundaryPart
    tiering: TieringPart
    dictionary: DictionaryPart
    entries: tuple[Entry, ...]

    def put_into(self, result: Result) -> Result:
        """The result with the three parts."""
        parts = {"boundary": self.boundary, "tiering": self.tiering, "dictionary": self.dictionary}
        return result.model_copy(update=parts)


def treat_further(diagnosis: Diagnosis) -> Treated:
    """The boundary drawn, the moves planned, the definitions chosen."""
    entries = entries_of(diagnosis)
    return Treated(draw_boundary(diagnosis), plan_tiers(diagnosis), define(diagnosis, entries), entries)


def files_of_treated(treated: Treated, diagnosis: Diagnosis) -> dict[str, bytes]:
    """`boundary/…` and `tiering/…` -> bytes; nothing of what was not drawn or planned."""
    case = diagnosis.case
    names = {d.id: d.name.text for d in case.engagement.departments}
    made = {f"{BOUNDARY}/{name}": content for name, content in boundary_files(treated.boundary, names).items()}
    made |= {f"{TIERING}/{name}": content for name, content in tiering_files(treated.tiering, case.evidence).items()}
    return made
