"""Marks of PostgreSQL's tables: its counters of rows written, and everything that could make them lie.

The counters are those of pg_stat_all_tables. They are sound from version 15 on, where they live in shared memory
(before, they were sent as datagrams that may be lost). A server that crashed begins them anew and says so in the reset
time of all its shared statistics (pg_stat_bgwriter); a reset by hand is in that of the database. What writes without
being counted is no heap table, a standby, or a session that turned counting off: then there is no mark. A write is
counted when its session next rests, seconds after it was committed; one of this very moment is seen by the next run.
"""

from __future__ import annotations

import re

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Key, listed
from assess.model.errors import Unreachable

# Forks speak the same protocol and may count differently; these are builds of PostgreSQL itself.
_ITSELF = re.compile(r"PostgreSQL \d+(\.\d+)* (\((Debian|Ubuntu)[^)]*\) )?on ")

SERVER = """
SELECT version(), current_setting('server_version_num')::int >= 150000
       AND current_setting('track_counts')::bool AND NOT pg_is_in_recovery()
       AND NOT EXISTS (SELECT 1 FROM pg_db_role_setting
                       WHERE array_to_string(setconfig, ',') LIKE '%track_counts%')"""

CLUSTER = """
SELECT concat_ws(' ', s.system_identifier, k.timeline_id, d.datid, d.stats_reset, b.stats_reset)
FROM pg_control_system() s, pg_control_checkpoint() k, pg_stat_bgwriter b, pg_stat_database d
WHERE d.datname = current_database()"""

# A table with all that is read with it: its partitions, or tables that inherit from it. Of each of them which file it
# is in, what was written, and which columns it has in which version of the catalogue: a column dropped and added again
# under its name has other values without a row written, and so has an enumeration whose words were renamed.
TABLES = """
WITH RECURSIVE part(root, oid) AS (
  SELECT c.oid, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {schemas}
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  UNION
  SELECT part.root, i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.oid)
SELECT n.nspname, r.relname, md5(string_agg(concat_ws(' ',
         c.oid, c.xmin, pg_relation_filenode(c.oid), pg_stat_get_tuples_inserted(c.oid),
         pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid),
         (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.xmin), ',' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
         (SELECT string_agg(d.oid::text, ',' ORDER BY d.oid) FROM pg_attrdef d WHERE d.adrelid = c.oid),
         (SELECT string_agg(e.enumlabel, ',' ORDER BY e.oid)
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
          JOIN pg_enum e ON e.enumtypid IN (t.oid, t.typbasetype) WHERE a.attrelid = c.oid AND a.attnum > 0)
       ), ';' ORDER BY c.oid))
FROM part JOIN pg_class r ON r.oid = part.root JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_class c ON c.oid = part.oid LEFT JOIN pg_am m ON m.oid = c.relam
GROUP BY n.nspname, r.relname
HAVING bool_and(c.relkind = 'p' OR (c.relkind = 'r' AND m.amname = 'heap')) AND NOT bool_or(c.relrowsecurity)"""


def marks(session: Session, schemas: tuple[str, ...]) -> dict[Key, str]:
    """Marks by schema and table. Not of tables of which a policy decides who sees what: it may look anywhere."""
    where = (
        f"n.nspname IN ({listed(schemas)})" if schemas else r"n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
    )
    try:
        [(version, counted)] = session.rows(SERVER)
        if not counted or not _ITSELF.match(version):
            return {}
        [(cluster,)] = session.rows(CLUSTER)
        return {(space, name): f"{cluster} {mark}" for space, name, mark in session.rows(TABLES.format(schemas=where))}
    except Unreachable:
        return {}
