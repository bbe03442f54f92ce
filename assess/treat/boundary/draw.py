"""The boundary drawn: a row for each table that belongs in the shared layer, goes back to a department, or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assess.diagnose.gates.verdict import applicability_of
from assess.diagnose.lineage.boundary import boundary
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.run import Diagnosis
from assess.diagnose.texts import render
from assess.model.engagement import Engagement
from assess.model.finding import Outcome
from assess.model.parts import TextPart
from assess.model.text import Text
from assess.model.treatment_parts import BoundaryPart, BoundaryRowPart
from assess.treat.boundary.facts import Facts, facts_of
from assess.treat.boundary.outside import compared
from assess.treat.boundary.rules import Rule, first_of

_PLACES = ("shared", "edge", "never")
_MASK = TextPart(
    zh="先脱敏，或只开放受控视图；做完之前不进公共层。",
    en="Masked first, or opened through a controlled view only; until then it does not enter the shared layer.",
)
_GIVE_BACK = TextPart(
    zh="随表登记用途、负责人和期限，平台上的副本删除。",
    en="Purpose, owner and end date go on record with the table, and the platform's copy is removed.",
)


def draw_boundary(diagnosis: Diagnosis) -> BoundaryPart:
    """The platform's boundary, or why none is drawn.

    What belongs in the shared layer is what the detector shared-layer found, no more: both say the same number.
    """
    case = diagnosis.case
    need = applicability_of(case).verdict
    refused = _refused(need, case.once(lineage_graph).number_of_edges())
    if refused is not None:
        return _none(refused, case.engagement.platform)
    found = next((f for f in diagnosis.findings if f.detector == "shared-layer"), None)
    shared = found is not None and found.outcome is Outcome.FINDING
    names = {d.id: d.name.text for d in case.engagement.departments}
    owners = {d.id: d.owner for d in case.engagement.departments}
    claimed = _claimed(diagnosis)
    hot = case.engagement.tiers.hot_days
    every = facts_of(case, shared)
    decided = [(facts, first_of(facts, hot)) for facts in every]
    judged = [(facts, *rule) for facts, rule in decided if rule is not None]
    judged.sort(key=lambda one: (_PLACES.index(one[2].place), 0 if one[2].place == "shared" else -(one[0].bytes or 0)))
    rows = [
        _row(f"B-{number:03d}", facts, name, rule, hot, names, owners, claimed)
        for number, (facts, name, rule) in enumerate(judged, 1)
    ]
    unknown = sum(rule is None and not f.users and not f.own and f.read_days is None for f, rule in decided)
    limits = case.once(boundary)
    return BoundaryPart(
        drawn=bool(rows),
        why=_why(rows, need, case.engagement.platform),
        departments_platform=list(case.engagement.platform),
        rows=rows,
        stay=len(set(case.once(lineage_graph)) - {row.table for row in rows}),
        unknown=unknown,
        crossing=limits.crossing,
        absorbed=limits.absorbed if shared else 0,
        compared=compared(case, [r for r in rows if r.place == "shared"]),
        source=_source(case.engagement),
    )


def _refused(need: str, edges: int) -> Text | None:
    if need == "not_needed":
        return Text(
            "这家公司不需要共用平台，所以不划边界。", "This company needs no shared platform, so no boundary is drawn."
        )
    if need == "light":
        return Text(
            "公司规模只需要薄薄一层视图，不设平台，所以不划边界；见公共层一项的建议。",
            "At this size a thin layer of views will do and there is no platform, so no boundary is drawn.",
        )
    if not edges:
        return Text(
            "没有血缘：不知道谁读谁的表，划不出边界。请提供加工脚本或查询日志。",
            "Without lineage nobody knows who reads whose tables, so no boundary is drawn. Give scripts or query logs.",
        )
    return None


def _none(why: Text, platform: Sequence[str]) -> BoundaryPart:
    return BoundaryPart(
        drawn=False, why=TextPart(**why.as_dict()), departments_platform=list(platform), rows=[], stay=0, unknown=0,
        crossing=0, absorbed=0, compared=[], source=None,
    )  # fmt: skip


def _source(engagement: Engagement) -> TextPart | None:
    told = engagement.outside.source
    return TextPart(**told.text.as_dict()) if told else None


def _why(rows: Sequence[BoundaryRowPart], need: str, platform: Sequence[str]) -> TextPart:
    zh, en = [], []
    if not any(row.place == "shared" for row in rows):
        zh.append("被三个以上其他部门直接读取的表不足两张，没有要进公共层的。")
        en.append("Fewer than two tables are read by three other departments, so none goes into a shared layer.")
    if not platform:
        zh.append("没有写明谁在运行平台（platform），哪些该交还部门、哪些本不该进来，无从判断。")
        en.append("Who runs the platform (`platform`) was not given, so what goes back to a department and what never "
                  "belonged cannot be told.")  # fmt: skip
    elif not any(row.place != "shared" for row in rows):
        zh.append("平台现有的表里，没有一张查明该交还部门或本不该进来。")
        en.append("Of the platform's tables none is known to belong back with a department or to have never belonged.")
    if need == "unknown":
        zh.append("公司的人数、业务线或系统数没有给全，是否需要平台还要先定。")
        en.append("Staff, business lines or core systems were not given: settle first whether a platform is needed.")
    return TextPart(zh="".join(zh), en=" ".join(en))


def _claimed(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """Table -> the findings a move answers."""
    asked = ("shared-layer", "lineage-hubs", "unused-tables", "personal-copies", "redundant-tables")
    found: dict[str, list[str]] = {}
    for finding in diagnosis.findings:
        if finding.detector in asked and finding.outcome is Outcome.FINDING:
            for subject in finding.subjects:
                found.setdefault(subject, []).append(finding.id)
    return found


def _row(
    identifier: str,
    facts: Facts,
    name: str,
    rule: Rule,
    hot: int,
    names: Mapping[str, Text],
    owners: Mapping[str, str],
    claimed: Mapping[str, list[str]],
) -> BoundaryRowPart:
    to = facts.users[0] if rule.action == "return" else ""
    said = render(
        rule.says,
        {
            "readers": list(facts.readers), "users": list(facts.users), "reader_jobs": facts.reader_jobs,
            "writer_jobs": facts.writer_jobs, "reuse": facts.reuse, "descendants": facts.descendants,
            "dominated": facts.dominated, "read_days": facts.read_days, "hot": hot,
        },
        names,
    )  # fmt: skip
    # The department that must give something up or take it over decides; a source's keeper keeps the source.
    decides = owners.get(to, "") if to else facts.owner or owners.get(facts.department, "")
    condition = None
    if facts.personal and rule.place == "shared":
        condition = _MASK
    elif facts.personal and rule.place == "edge":
        condition = _GIVE_BACK
    stays = rule.action == "keep"
    return BoundaryRowPart(
        id=identifier,
        table=facts.table,
        rule=name,
        place=rule.place,
        action=rule.action,
        department=facts.department,
        department_to=to,
        layer=facts.layer if rule.place == "shared" else "",
        owner=decides,
        departments_reading=list(facts.readers),
        reader_jobs=0 if stays else facts.reader_jobs,
        writer_jobs=0 if stays or rule.action == "build" else facts.writer_jobs,
        descendants=facts.descendants,
        dominated=facts.dominated,
        read_days=facts.read_days,
        bytes=facts.bytes,
        personal=list(facts.personal),
        why=TextPart(**said.as_dict()),
        condition=condition,
        findings=claimed.get(facts.table, []),
    )
