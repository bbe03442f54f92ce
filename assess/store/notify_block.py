"""What is wrong with the block `notify` of an engagement that no field alone can tell."""

from __future__ import annotations

from collections.abc import Iterator

from assess.model.engagement import Engagement
from assess.model.errors import Problem, nearest
from assess.store.yaml_file import line_of


def notify_problems(engagement: Engagement, data: object, shown: str) -> Iterator[Problem]:
    """Targets with one id, routes to no target, of no department, of nobody; each with its line."""
    notify = engagement.notify
    ids = [target.id for target in notify.targets]
    for i, identifier in enumerate(ids):
        if identifier in ids[:i]:
            where = f"{shown}:{line_of(data, ('notify', 'targets', i, 'id'))}"
            yield Problem(where, f'notify.targets[{i}].id "{identifier}" is used twice; each id must be its own.')
    allowed = {
        "departments": [department.id for department in engagement.departments],
        "owners": [department.owner for department in engagement.departments if department.owner],
    }
    for i, route in enumerate(notify.routes):
        if route.to not in ids:
            where = f"{shown}:{line_of(data, ('notify', 'routes', i, 'to'))}"
            yield Problem(where, f'notify.routes[{i}].to "{route.to}" is no target.{nearest(route.to, ids)}')
        for field, words in (("departments", "is no department"), ("owners", "answers for no department")):
            for name in getattr(route, field):
                if name not in allowed[field]:
                    where = f"{shown}:{line_of(data, ('notify', 'routes', i, field))}"
                    hint = nearest(name, allowed[field])
                    yield Problem(where, f'notify.routes[{i}].{field}: "{name}" {words}.{hint}')
