"""Which right each function needs that reads or writes an engagement, by its full name.

By name and not by the function itself: a respondent need not wait until the charts are imported. A test resolves every
name, and another one finds whatever a screen reads or writes past this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assess.model.access_rights import Right

NEEDS: Mapping[str, Right] = MappingProxyType(
    {
        "assess.store.engagement_file.load_engagement": Right.ENTER,
        "assess.store.audit.record": Right.ENTER,
        "assess.ui.header.whose": Right.ENTER,
        "assess.ui.place.has_file": Right.ENTER,
        "assess.ui.place.bank_of": Right.ANSWER,
        "assess.ui.place.own_answers": Right.ANSWER,
        "assess.ui.profile.company_beside": Right.ANSWER,
        "assess.ui.place.has_run": Right.RESULTS,
        "assess.ui.place.reports": Right.RESULTS,
        "assess.store.runs.load_result": Right.RESULTS,
        "assess.store.lineage_file.lineage_of_run": Right.RESULTS,
        "assess.store.decisions.read_decisions": Right.RESULTS,
        "assess.store.divergences.read_divergences": Right.RESULTS,
        "assess.store.verified.read_verified": Right.RESULTS,
        "assess.store.evidence_file.collected_at": Right.RESULTS,
        "assess.store.roadmap_edits.read_roadmap_edits": Right.RESULTS,
        "assess.operate.metric_decisions.history": Right.RESULTS,
        "assess.operate.compare.trend.trend": Right.RESULTS,
        "assess.ui.trend.compared": Right.RESULTS,
        "assess.ui.copies_shelf.shelf_of": Right.RESULTS,
        "assess.ui.metrics_shelf.shelf_of": Right.RESULTS,
        "assess.ui.lineage_shelf.atlas_of_run": Right.RESULTS,
        "assess.ui.copies_unify.plan_folder": Right.RESULTS,
        "assess.store.decisions.keep_decision": Right.DECIDE,
        "assess.operate.metric_decisions.record": Right.DECIDE,
        "assess.operate.unify.unify": Right.PLAN,
        "assess.store.roadmap_edits.keep_roadmap_edit": Right.PLAN,
        "assess.ui.jobs.job_of": Right.RUN,
        "assess.ui.jobs.start_job": Right.RUN,
        "assess.ui.jobs.stop_job": Right.RUN,
        "assess.ui.answers.answers_given": Right.ANSWERS,
        "assess.ui.answers.comments_given": Right.ANSWERS,
        "assess.ui.workshop.shared.rooms_of": Right.ROOMS,
        "assess.ui.workshop.shared.room_of": Right.ROOMS,
        "assess.store.audit.read_audit": Right.MANAGE,
        "assess.ui.people.people_of": Right.MANAGE,
    }
)
