"""How it was done, and what the words mean."""

from __future__ import annotations

from assess.model.result import Result
from assess.report.voice import Voice


def method_of(result: Result, say: Voice) -> tuple[str, ...]:
    """How the findings were made, in sentences a client can hold us to."""
    return tuple(
        text
        for text in (
            say(
                "A finding is a claim with evidence; every number in this report is that of a finding or of "
                "result.json."
            ),
            say(
                "Copies are found by comparing columns and, where values could be read, salted hashes of them; "
                "money is claimed only for rows shown to be the same. Values never leave the client's systems."
            ),
            say(
                "Metrics are taken apart into formula, rows counted, date, grain and unit; two of one name "
                "conflict when a part differs."
            ),
            say("Lineage is read from scripts and views; what programs do outside SQL is not seen."),
            say(
                "A level is the mean of the respondents' own means with a 95 % t interval; a gap between "
                "levels is claimed from eight people on each side, with p adjusted for all questions tested."
            ),
            say(
                "The health index is the mean of the families' scores, each 100 less the share of what was "
                "examined and found wanting; checks without evidence do not enter."
            ),
            result.roadmap.formula[say.language],
        )
        if text
    )


def glossary_of(say: Voice) -> tuple[tuple[str, str], ...]:
    """The words of the report and what they mean."""
    return (
        (say("Copy"), say("A table whose rows are those of another, in whatever names and types.")),
        (say("Master"), say("The one table of a group that stays; the others become views on it.")),
        (say("Version"), say("A backup or dated state of a table, left among the tables in use.")),
        (say("Conflict"), say("One metric name, more than one calculation.")),
        (say("Synonym"), say("One calculation, more than one metric name.")),
        (say("Hub"), say("A table several departments read directly.")),
        (say("Hot, cold, ice"), say("Data by last use: within a year, within five years, longer.")),
        (say("Gate"), say("A condition that comes before everything else: need, ownership at the top, compliance.")),
        (say("Badge"), say("The staged level of the whole company, held down by open gates.")),
        (say("Number one"), say("The person at the head of the company who answers for data by name and date.")),
        (
            say("Low, base, high"),
            say("The range of a yearly amount under the lowest, the likely and the highest prices."),
        ),
        (say("First case"), say("The work of the first year that people can see, touch and use.")),
    )
