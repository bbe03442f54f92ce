"""What names in dbt files stand for: nothing overwrites anything, the nearest of several is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assess.collect.metrics.dbt.models import Aggregate, Model
from assess.collect.metrics.definition import File
from assess.collect.metrics.located import Map
from assess.collect.metrics.semantic.joins import Thing, folder, nearest, the_one
from assess.model.text import Text


@dataclass(frozen=True, eq=False, slots=True)
class Metric:
    """A metric as found: its entry, and the model it stands under, if any."""

    name: str
    file: str
    line: int
    data: Map
    model: Model | None
    dialect: str = ""
    why: tuple[Text, ...] = ()


class Index:
    """Everything found in all files, by name."""

    def __init__(self, files: Sequence[File]) -> None:
        self.metrics: list[Metric] = []
        self._metrics: dict[str, list[Metric]] = defaultdict(list)
        self._measures: dict[str, list[Aggregate]] = defaultdict(list)
        self._models: dict[str, list[Model]] = defaultdict(list)
        self._owners: dict[str, list[Model]] = defaultdict(list)
        self._roots = {folder(f.name) for f in files if f.path.name in ("dbt_project.yml", "dbt_project.yaml")}
        self._projects: dict[str, tuple[str, ...]] = {}

    def add_metric(self, metric: Metric) -> None:
        self.metrics.append(metric)
        self._metrics[metric.name].append(metric)

    def add_measure(self, measure: Aggregate) -> None:
        self._measures[measure.name].append(measure)

    def add_model(self, model: Model) -> None:
        self._models[model.name].append(model)
        own = {name for name, entity in model.entities.items() if entity.own} | {model.primary} - {""}
        for name in own:
            self._owners[name].append(model)

    def metric(self, name: str, file: str) -> tuple[Metric | None, tuple[Text, ...]]:
        """The metric meant by a name in a file, or why none is."""
        unknown = Text(f"找不到指标“{name}”。", f"There is no metric {name} in the files read.")
        return the_one(self._near(self._metrics.get(name, ()), file), unknown)

    def measure(self, name: str, file: str) -> tuple[Aggregate | None, tuple[Text, ...]]:
        """The measure meant by a name in a file, or why none is."""
        unknown = Text(f"找不到度量“{name}”。", f"There is no measure {name} in the files read.")
        return the_one(self._near(self._measures.get(name, ()), file), unknown)

    def model(self, name: str, file: str) -> tuple[Model | None, tuple[Text, ...]]:
        """The semantic model meant by a name in a file, or why none is."""
        unknown = Text(f"找不到语义模型“{name}”。", f"There is no semantic model {name} in the files read.")
        return the_one(self._near(self._models.get(name, ()), file), unknown)

    def owner(self, entity: str, file: str) -> Model | None:
        """The model that has an entity as its own key."""
        found = self._near(self._owners.get(entity, ()), file)
        return found[0] if found else None

    def _near(self, found: Sequence[Thing], file: str) -> list[Thing]:
        """Those in the same file; else, of the same project, those in the nearest folder."""
        same = [one for one in found if one.file == file]
        if same or file.endswith(".json"):
            return same
        written = [one for one in found if not one.file.endswith(".json")] or list(found)
        home = self._project(file)
        return nearest([one for one in written if _within(self._project(one.file), home)], file)

    def _project(self, file: str) -> tuple[str, ...]:
        if file not in self._projects:
            here = folder(file)
            inside = [root for root in self._roots if here[: len(root)] == root]
            self._projects[file] = max(inside, key=len, default=())
        return self._projects[file]


def _within(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one project lies in the other, as an installed package does, or is the same."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
