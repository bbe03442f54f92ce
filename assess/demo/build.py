"""Builds the sample company: a fictional dairy firm with the troubles of a real one."""

from __future__ import annotations

from pathlib import Path

from assess.demo.answers import write_answers
from assess.demo.databases import write_databases
from assess.demo.departments import KEEPERS
from assess.demo.estate import Estate
from assess.demo.exports import write_exports
from assess.demo.metric_lists import write_metric_lists
from assess.demo.plant import plant_copies, plant_everyday, plant_look_alikes, plant_versions, plant_wide_orders
from assess.demo.production import production
from assess.demo.scripts import run_scripts, write_scripts
from assess.demo.shelf import text
from assess.demo.truth import truth_of, write_truth
from assess.demo.world import imagine, stream

OWN_ORDERS = tuple(keeper.source for keeper in KEEPERS if keeper.source != "farm")


def build_demo(folder: Path, seed: int = 20261122) -> None:
    """Write 云岭乳业 (Yunling Dairy, fictional) into `folder`: engagement.yaml and all it points to, and truth.json.

    The same seed gives the same content every time; DuckDB files may differ in bytes, never in rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    estate = Estate(imagine(seed, OWN_ORDERS))
    plant_everyday(estate)
    wide = plant_wide_orders(estate)
    copies = plant_copies(estate)
    look_alikes = plant_look_alikes(estate)
    versions = plant_versions(estate)
    run_scripts(estate)
    facts = production(estate)
    write_databases(estate, folder)
    write_exports(estate, facts, folder)
    write_scripts(folder)
    write_metric_lists(folder)
    write_answers(folder, seed)
    (folder / "engagement.yaml").write_text(text("engagement.yaml"), "utf-8")
    salt = stream(seed, "salt").integers(0, 16, 32)
    (folder / ".salt").write_text("".join(f"{digit:x}" for digit in salt) + "\n", "ascii")
    write_truth(truth_of(estate, facts, wide, copies, look_alikes, versions), folder)
