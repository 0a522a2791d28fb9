"""The statements of a load of divisions: 31,691 rows in a second instead of a minute."""

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_division (
    code varchar(12) COLLATE "C" PRIMARY KEY, name text, level text, parent varchar(12) COLLATE "C"
) ON COMMIT DROP;
TRUNCATE staged_division
"""
COPY = "COPY staged_division (code, name, level, parent) FROM STDIN"
ANALYZE = "ANALYZE staged_division"
# The planner still believes the table empty after a first load, and would walk it row by row.
ANALYZE_PLACES = "ANALYZE liaison_division"

# In force, and the file says something else about it.
_DIFFERS = """
FROM staged_division s
JOIN liaison_division d ON d.code = s.code AND d.valid_to IS NULL
LEFT JOIN liaison_division up ON up.id = d.parent_id
WHERE (d.name <> s.name OR d.level <> s.level OR up.code IS DISTINCT FROM s.parent)
"""
RENAMED = f"SELECT count(*) FILTER (WHERE d.name <> s.name OR d.level <> s.level) {_DIFFERS}"
NOTE_OLD = f"""
DROP TABLE IF EXISTS old_division;
CREATE TEMPORARY TABLE old_division ON COMMIT DROP AS
SELECT d.id, d.code, d.name, d.level, d.parent_id, d.valid_from,
       s.name AS new_name, s.level AS new_level
{_DIFFERS}
"""
CHANGE = """
UPDATE liaison_division d
SET name = old.new_name, level = old.new_level,
    valid_from = greatest(d.valid_from, %(on)s::date)
FROM old_division old WHERE old.id = d.id
"""
# A second change on one day corrects the first: history has no row of less than a day.
KEEP_HISTORY = """
INSERT INTO liaison_division (code, name, level, parent_id, valid_from, valid_to, successor_id)
SELECT code, name, level, parent_id, valid_from, %(on)s::date - 1, id
FROM old_division WHERE valid_from < %(on)s
"""
# No province of the file is here yet: its places have always been so, as far as we know.
FIRST_LOAD = """
SELECT NOT EXISTS (
    SELECT 1 FROM staged_division s JOIN liaison_division d ON d.code IN (s.code, s.parent)
)
"""
ADD = """
INSERT INTO liaison_division (code, name, level, parent_id, valid_from)
SELECT s.code, s.name, s.level, up.id, %(valid_from)s
FROM staged_division s
LEFT JOIN liaison_division up ON up.code = s.parent AND up.valid_to IS NULL
WHERE s.level = %(level)s
  AND NOT EXISTS (SELECT 1 FROM liaison_division d WHERE d.code = s.code AND d.valid_to IS NULL)
ORDER BY s.code
"""
MOVE = """
UPDATE liaison_division d SET parent_id = up.id
FROM staged_division s LEFT JOIN liaison_division up ON up.code = s.parent AND up.valid_to IS NULL
WHERE d.code = s.code AND d.valid_to IS NULL AND d.parent_id IS DISTINCT FROM up.id
"""
# Below one of the file's topmost places, in force, and not in the file.
_ABSENT = """
WITH RECURSIVE inside AS (
    SELECT d.id, d.code FROM liaison_division d
    JOIN staged_division s ON s.code = d.code
    WHERE d.valid_to IS NULL
      AND NOT EXISTS (SELECT 1 FROM staged_division up WHERE up.code = s.parent)
    UNION ALL
    SELECT d.id, d.code FROM liaison_division d JOIN inside ON d.parent_id = inside.id
    WHERE d.valid_to IS NULL
), absent AS (
    SELECT id FROM inside WHERE NOT EXISTS (
        SELECT 1 FROM staged_division s WHERE s.code = inside.code)
)
"""
ABSENT = _ABSENT + "SELECT count(*) FROM absent"  # noqa: S608 - constants only
CLOSE_ABSENT = (
    _ABSENT
    + """
UPDATE liaison_division d SET valid_to = greatest(%(on)s::date - 1, d.valid_from)
FROM absent WHERE absent.id = d.id
"""
)
