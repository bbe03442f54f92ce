"""Every table an engagement's database has, gathered from the stores that define them.

`ANSWERS` are those of `answers.db`, `NOTICES` those of `notices.db`; on a server both lie in one schema. How a database
of an earlier version becomes one of these is in `assess/store/migrations`.
"""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

Part = Literal["answers", "notices"]
ANSWERS, NOTICES = sa.MetaData(), sa.MetaData()
PARTS: dict[Part, sa.MetaData] = {"answers": ANSWERS, "notices": NOTICES}
