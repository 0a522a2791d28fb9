"""The same counts by another way: plain SQL over shares, extensions and replies.

Nothing of `reports.indicators` is used, and other rows where there are others: shares instead of
parties, granted extensions instead of the chain of duties.
"""

from typing import Any

from django.db import connection

SQL = """
WITH merged AS (
  SELECT suggestion_id, into_id FROM suggestions_suggestionmerge
  WHERE merged_on <= %(day)s AND (undone_on IS NULL OR undone_on > %(day)s)
), share AS (
  SELECT a.id, a.suggestion_id,
         coalesce((SELECT e.until FROM suggestions_extension e
                   WHERE e.assignment_id = a.id AND e.state = 'granted' AND e.decided_on <= %(day)s
                   ORDER BY e.decided_on DESC, e.id DESC LIMIT 1),
                  (SELECT d.due_on FROM deadlines_deadline d
                   WHERE d.subject_type = 'suggestion' AND d.subject_id = a.suggestion_id
                     AND d.kind = 'reply' AND d.ref = 'assignment:' || a.id
                   ORDER BY d.id LIMIT 1)) AS due_on
  FROM suggestions_assignment a
  WHERE a.part <> 'co' AND a.assigned_on <= %(day)s
    AND NOT (a.state IN ('returned', 'recalled') AND a.done_on <= %(day)s)
), cases AS (
  SELECT s.id, s.lead_id, coalesce(m.into_id, s.id) AS file
  FROM suggestions_suggestion s LEFT JOIN merged m ON m.suggestion_id = s.id
  WHERE s.congress_id = %(congress)s
    AND NOT EXISTS (SELECT 1 FROM suggestions_suggestionevent e
                    WHERE e.suggestion_id = s.id AND e.code = 'withdrawn'
                      AND (e.at AT TIME ZONE 'Asia/Shanghai')::date <= %(day)s)
), answer AS (
  SELECT r.* FROM suggestions_reply r
  WHERE r.replied_on <= %(day)s AND (r.recalled_on IS NULL OR r.recalled_on > %(day)s)
), per_share AS (
  SELECT c.id, h.id AS share, h.due_on,
         (SELECT min(r.replied_on) FROM answer r
          WHERE r.suggestion_id = c.file AND r.assignment_id = h.id) AS first_on
  FROM cases c JOIN share h ON h.suggestion_id = c.file
), fact AS (
  SELECT c.id,
    bool_and(p.first_on IS NOT NULL) AS answered,
    bool_or(coalesce(p.first_on, %(day)s) > p.due_on) AS late,
    EXISTS (SELECT 1 FROM suggestions_contact k JOIN suggestions_assignment a
            ON a.id = k.assignment_id WHERE a.suggestion_id = c.id AND k.on <= %(day)s)
      AS contacted,
    (SELECT o.tag FROM answer r JOIN suggestions_outcomeclass o
       ON o.code = r.outcome AND o.congress_id IS NULL
     WHERE r.suggestion_id = c.id ORDER BY r.round DESC, o.rank DESC LIMIT 1) AS tag,
    (SELECT v.result FROM suggestions_verdict v WHERE v.suggestion_id = c.id
       AND v.deputy_id = c.lead_id AND v.rated_on <= %(day)s
     ORDER BY v.rated_on DESC, v.id DESC LIMIT 1) AS rating
  FROM cases c JOIN per_share p ON p.id = c.id GROUP BY c.id, c.lead_id
)
SELECT count(*), count(*) FILTER (WHERE answered),
       count(*) FILTER (WHERE answered AND NOT late),
       count(*) FILTER (WHERE late AND NOT answered),
       count(*) FILTER (WHERE contacted),
       count(*) FILTER (WHERE answered AND tag = 'solved'),
       count(*) FILTER (WHERE answered AND rating IS NOT NULL),
       count(*) FILTER (WHERE answered AND rating = 'satisfied'),
       count(*) FILTER (WHERE answered AND rating = 'basic'),
       count(*) FILTER (WHERE answered AND rating = 'unsatisfied')
FROM fact
"""


def recount(congress_id: int, day: Any) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"day": day, "congress": congress_id})
        found: tuple[int, ...] = cursor.fetchone()
        return found


CHECKED = """
WITH last AS (
  SELECT DISTINCT ON (c.suggestion_id) c.verdict, c.claimed_tag
  FROM spotchecks_spotcheckcase c JOIN spotchecks_spotcheck k ON k.id = c.spot_check_id
  WHERE c.drawn_no IS NOT NULL AND k.congress_id = %(congress)s AND k.concluded_on <= %(day)s
  ORDER BY c.suggestion_id, k.concluded_on DESC, c.id DESC
)
SELECT count(*), count(*) FILTER (WHERE claimed_tag = 'solved'),
       count(*) FILTER (WHERE verdict = 'solved') FROM last
"""


def rechecked(congress_id: int, day: Any) -> tuple[int, int, int]:
    """Checked, of these claimed as solved, of these found solved."""
    with connection.cursor() as cursor:
        cursor.execute(CHECKED, {"day": day, "congress": congress_id})
        found: tuple[int, int, int] = cursor.fetchone()
        return found
