"""What is looked at of dbt's files: another shape than this is told with its place."""

from __future__ import annotations

from typing import Any

from assess.collect.json_shape import ONE, Each

_ABOVE = {"nodes": [ONE]}
_CONFIG: Any = {"meta": {}, "contract": {}, "materialized": ONE}
_NODE: Any = {"config": _CONFIG, "meta": {}, "source_meta": {}, "depends_on": _ABOVE, "columns": Each({}),
              "contract": {}, "resource_type": ONE, "package_name": ONE}  # fmt: skip
MANIFEST: Any = {
    "metadata": {"dbt_schema_version": ONE, "adapter_type": ONE, "project_name": ONE},
    "nodes": Each(_NODE), "sources": Each(_NODE),
    "exposures": Each({"config": {"meta": {}}, "meta": {}, "depends_on": _ABOVE}),
}  # fmt: skip
_HELD: Any = Each({"columns": Each({}), "stats": Each({}), "metadata": {}})
CATALOG: Any = {"sources": _HELD, "nodes": _HELD}
RESULTS: Any = {"results": [{"unique_id": ONE, "status": ONE, "timing": [{"name": ONE, "completed_at": ONE}],
                             "adapter_response": {}, "execution_time": ONE}]}  # fmt: skip
