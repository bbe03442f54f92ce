"""Words that are ours and no client's: of SQL, of the product's own texts, of the facts' vocabulary."""

from __future__ import annotations

import re
from functools import cache

from assess.store.language import catalogue
from assess.store.resources import PACKAGE

SQL_WORDS = frozenset(
    """
    ALL AND ANY AS ASC AVG BETWEEN BIGINT BOOLEAN BY CASE CAST CEIL CHAR COALESCE CONCAT COUNT CREATE CROSS
    CURRENT_DATE CURRENT_TIMESTAMP DATE DATEDIFF DATE_ADD DATE_DIFF DATE_SUB DATE_TRUNC DATETIME DAY DECIMAL
    DELETE DESC DISTINCT DOUBLE DROP ELSE END EXCEPT EXISTS EXTRACT FALSE FETCH FILTER FIRST FLOAT FLOOR
    FOLLOWING FROM FULL GROUP GROUPING HAVING HOUR IF IFNULL IN INNER INSERT INT INTEGER INTERSECT INTERVAL INTO
    IS JOIN LAG LAST LEAD LEFT LENGTH LIKE LIMIT LOWER MAX MEDIAN MIN MINUTE MOD MONTH NOT NULL NULLIF NULLS
    NUMERIC NVL OFFSET ON OR ORDER OUTER OVER OVERWRITE PARTITION PERCENTILE_CONT PRECEDING QUALIFY QUARTER
    RANGE RANK REPLACE RIGHT ROUND ROW ROWS ROW_NUMBER SAFE_DIVIDE SECOND SELECT SET SMALLINT STDDEV STRFTIME
    STRING SUBSTR SUBSTRING SUM TABLE TEXT THEN TIME TIMESTAMP TIMETOSTR TINYINT TO_CHAR TO_DATE TRIM TRUE TRUNC
    TRUNCATE TSORDSTOTIMESTAMP UNBOUNDED UNION UPDATE UPPER USING VALUES VARCHAR VIEW WEEK WHEN WHERE WINDOW
    WITH WITHIN YEAR PERIOD PLACE OF
    """.split()  # noqa: SIM905 (a list of words reads better as one)
)
TYPES = re.compile(
    r"(?i)(big|small|tiny|medium)?(int(eger)?|varchar|n?char|text|string|decimal|numeric|double|float|real|bool(ean)?|"
    r"date|time(stamp)?(tz)?|datetime|json|blob|number|binary|hugeint|long)\d*( precision| with(out)? time zone)?"
    r"(\(\d+(, ?\d+)?\))?"
)

# Facts whose values are words of ours wherever they stand, not names of the client's.
OURS = frozenset(
    """
    additivity affected_by aggregation assumption basis class closed confidence_kind detector dimension facets
    facets_differ first_case item kind known_by layer level_id missing needed outcome parts roles role rounding
    stage stance state status type_kind verdict what why severity
    """.split()  # noqa: SIM905 (a list of words reads better as one)
)
UNITS = frozenset(
    """
    day week month quarter year hour percent people count ratio channel % 日 周 月 季 年 人 元
    """.split()  # noqa: SIM905 (a list of words reads better as one)
)


@cache
def product_words() -> frozenset[str]:
    """Words and marked tokens (r_wg, engagement.yaml) of our own English texts, in small letters."""
    texts = [*catalogue("report", "zh")]
    for folder in ("diagnose", "treat"):
        texts += [
            path.read_text("utf-8") for path in sorted((PACKAGE / folder).rglob("*.yaml")) if "cases" not in path.parts
        ]
    found: set[str] = set()
    for text in texts:
        found.update(re.findall(r"[a-z0-9$]+(?:[_./\-][a-z0-9_$]+)*", text.lower()))
        found.update(re.findall(r"[a-z]+", text.lower()))
    return frozenset(found)
