"""The floor's statements, written by hand for the product's own tables."""

SEAT = """
SELECT s.id AS seat, s.role, s.user_id, s.unit_id, s.deputy_id, u.congress_id, t.id AS station,
       t.code, u.province_id, u.prefecture_id, u.county_id, u.township_id
FROM accounts_clienttoken k
JOIN liaison_seat s ON s.id = k.seat_id JOIN liaison_unit u ON u.id = s.unit_id
LEFT JOIN stations_station t ON t.unit_id = u.id
WHERE k.digest = %s
"""
ROW = """
SELECT s.id, s.number, s.title, s.state, s.lead_id, d.name AS lead, s.cosigner_count, s.theme_id,
       h.name AS theme, s.session_id, s.main_unit_id, m.short_name AS main_unit, s.handler_text,
       s.is_key, s.is_confidential, s.outcome, s.result_rating, s.round, s.submitted_on,
       s.assigned_on, s.replied_on, s.reply_due_on, s.due_on, s.amber_on, s.turn, s.version
"""
JOINS = """
JOIN liaison_deputy d ON d.id = s.lead_id LEFT JOIN stations_theme h ON h.id = s.theme_id
LEFT JOIN liaison_unit m ON m.id = s.main_unit_id
"""
NEWEST = "ORDER BY s.id DESC LIMIT 21"
OFFICE = f"""{ROW} FROM suggestions_suggestion s {JOINS}
WHERE s.congress_id = %(congress_id)s AND (s.submitted_on IS NOT NULL OR s.state = 'cosigning')
"""
LISTS = {
    "office": OFFICE + NEWEST,
    "deputy": f"""{ROW} FROM suggestions_suggestion s {JOINS}
WHERE s.congress_id = %(congress_id)s AND (NOT s.is_confidential AND s.state IN
  ('accepted', 'assigned', 'handling', 'replied', 'studying', 'rehandling', 'closed')
  OR EXISTS (SELECT 1 FROM suggestions_party p
             WHERE p.suggestion_id = s.id AND p.deputy_id = %(deputy_id)s))
{NEWEST}""",
    "unit": f"""{ROW} FROM suggestions_party p JOIN suggestions_suggestion s
  ON s.id = p.suggestion_id {JOINS}
WHERE p.unit_id = %(unit_id)s AND p.until IS NULL AND s.submitted_on IS NOT NULL
ORDER BY p.suggestion_id DESC LIMIT 21""",
}
WITH_WORDS = """
SELECT suggestion_id AS id FROM suggestions_suggestiongrams WHERE grams @> %(grams)s::int[]
LIMIT 501
"""
LIKE = "AND (s.title LIKE %(like)s OR s.problem LIKE %(like)s OR s.proposal LIKE %(like)s)"
SEARCH_COMMON = f"{OFFICE} {LIKE} {NEWEST}"
SEARCH_RARE = f"{OFFICE} {LIKE} AND s.id = ANY(%(found)s::bigint[]) {NEWEST}"
CASE = f"""{ROW}, s.problem, s.proposal, s.formed_by, s.wished_unit_id, s.consents_to_publish,
  s.wants_meeting, s.drafted_by_unit, s.state_note, s.created_on, s.accepted_on, s.signed_on,
  s.rated_on, s.closed_on, s.updated_at
FROM suggestions_suggestion s {JOINS} WHERE s.id = %(case)s AND s.congress_id = %(congress_id)s
"""


def _part(name: str, columns: str, source: str, where: str = "t.suggestion_id = %(case)s") -> str:
    return (
        f"(SELECT json_agg(x) FROM (SELECT {columns} FROM {source} WHERE {where}"
        f" ORDER BY t.id) x) AS {name}"
    )


def _of_share(name: str, columns: str, table: str) -> str:
    return _part(
        name,
        columns,
        f"{table} t JOIN suggestions_assignment a ON a.id = t.assignment_id",
        "a.suggestion_id = %(case)s",
    )


PARTS = "SELECT " + ", ".join(
    (
        _part(
            "assignments",
            "id, unit_id, unit_name, part, state, assigned_on, signed_on, done_on, due_on,"
            " amber_on",
            "suggestions_assignment t",
        ),
        _part(
            "replies",
            "id, assignment_id, round, version, letter_no, outcome, outcome_label, text,"
            " contact_name, contact_phone, replied_on, signed_by_name, is_late, recalled_on",
            "suggestions_reply t",
        ),
        _part("cosigners", "id, deputy_id, state", "suggestions_cosigner t"),
        _part("parties", "part, unit_id, deputy_id", "suggestions_party t"),
        _part("verdicts", "id, round, attitude, result, reason, rated_on", "suggestions_verdict t"),
        _part("studies", "id, round, rehandle, words", "suggestions_study t"),
        _part("presses", "id, words, by_name, pressed_on, answer", "suggestions_press t"),
        _part("leaders", "part, name, title, since", "suggestions_keyleader t"),
        _part("opinions", "opinion_id", "suggestions_opinionlink t"),
        _of_share("contacts", "t.id, t.stage, t.minutes", "suggestions_contact"),
        _of_share("co_opinions", "t.id, t.text", "suggestions_coopinion"),
        _of_share("returns", "t.id, t.reason, t.state", "suggestions_returnrequest"),
        _of_share("extensions", "t.id, t.until, t.state", "suggestions_extension"),
        _part(
            "files",
            "token, name, purpose, size",
            "files_storedfile t",
            "t.subject_type = 'suggestion' AND t.subject_id = %(case)s",
        ),
    )
)
TODO = """
SELECT id, kind, subject_type, subject_id, subject_label, due_on, amber_on, provisional
FROM deadlines_deadline WHERE state = 'open' AND owner_unit_id = %(unit_id)s
AND owner_roles @> ARRAY[%(role)s]::varchar[] ORDER BY due_on, id LIMIT 21
"""
OPINION = """
SELECT o.id, o.number, o.title, o.state, o.channel, o.received_on, o.nature, o.route, o.is_urgent,
       o.bounced, o.handled_on, o.told_on, o.satisfaction, o.due_on, o.turn, o.version, o.amber_on,
       o.station_id, s.name AS station, o.theme_id, h.name AS theme, o.handler_id,
       u.short_name AS handler
FROM stations_opinion o JOIN stations_station s ON s.id = o.station_id
LEFT JOIN stations_theme h ON h.id = o.theme_id LEFT JOIN liaison_unit u ON u.id = o.handler_id
"""
NEWEST_OPINIONS = "ORDER BY o.id DESC LIMIT 21"
OFFICE_OPINIONS = f"{OPINION} WHERE o.county_id = %(county_id)s"
OPINIONS_WITH_WORDS = """
SELECT opinion_id AS id FROM stations_opiniongrams WHERE grams @> %(grams)s::int[] LIMIT 501
"""
SAYS = "AND (o.title LIKE %(like)s OR o.raw_text LIKE %(like)s)"
OPINIONS_COMMON = f"{OFFICE_OPINIONS} {SAYS} {NEWEST_OPINIONS}"
OPINIONS_RARE = f"{OFFICE_OPINIONS} {SAYS} AND o.id = ANY(%(found)s::bigint[]) {NEWEST_OPINIONS}"
# What shares most pairs of letters with a text, of the county's newest.
ALIKE = """
SELECT o.id, o.number, o.title, o.state,
  (SELECT count(*) FROM unnest(g.grams) x WHERE x = ANY(%(grams)s::int[])) AS common
FROM (SELECT * FROM stations_opinion WHERE county_id = %(county_id)s
      ORDER BY id DESC LIMIT 1000) o
JOIN stations_opiniongrams g ON g.opinion_id = o.id
WHERE g.grams && %(grams)s::int[] ORDER BY common DESC LIMIT 5
"""
# The visits of a page with their receivers and the number of their matters.
VISITS = """
SELECT v.*, s.name AS station,
  (SELECT count(*) FROM stations_opinion o WHERE o.reception_id = v.id) AS matters,
  (SELECT json_agg(json_build_object('id', d.id, 'name', d.name))
   FROM stations_receptiondeputy r JOIN liaison_deputy d ON d.id = r.deputy_id
   WHERE r.reception_id = v.id) AS deputies
FROM (SELECT id, number, channel, held_on, station_id, visitor_name, visitor_phone, people, state,
             version, is_backdated, paper_number
      FROM stations_reception WHERE station_id = %(station)s
      ORDER BY held_on DESC, id DESC LIMIT 21) v
JOIN stations_station s ON s.id = v.station_id ORDER BY v.held_on DESC, v.id DESC
"""
PAGES = {
    "/todo/": {"unit": TODO},
    "/opinions/": {
        "clerk": f"{OPINION} WHERE o.station_id = %(station)s {NEWEST_OPINIONS}",
        "office": f"{OFFICE_OPINIONS} {NEWEST_OPINIONS}",
    },
    "/receptions/": {"clerk": VISITS},
}
FIGURES = """
SELECT main_unit_id, theme_id, session_id, count(*) AS assigned,
  count(replied_on) AS answered, count(rated_on) AS rated,
  count(*) FILTER (WHERE replied_on <= reply_due_on) AS in_time,
  count(*) FILTER (WHERE outcome = 'A') AS solved,
  count(*) FILTER (WHERE result_rating = 'satisfied') AS satisfied
FROM suggestions_suggestion
WHERE congress_id = %(congress_id)s AND assigned_on IS NOT NULL
  AND submitted_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
GROUP BY main_unit_id, theme_id, session_id
"""
LOCK = "SELECT id FROM stations_station WHERE id = %(station)s FOR UPDATE"
NUMBERS = """
SELECT (SELECT max(substr(number, 12)::int) FROM stations_reception
   WHERE number > %(visits)s AND number < %(visits)s || ':') AS visit,
  (SELECT max(substr(number, 16)::int) FROM stations_opinion
   WHERE number > %(matters)s AND number < %(matters)s || ':') AS matter,
  (SELECT user_id FROM liaison_deputy WHERE id = %(addressed)s) AS told
"""
SCOPE = "province_id, prefecture_id, county_id, township_id, congress_id"
HERE = "%(province_id)s, %(prefecture_id)s, %(county_id)s, %(township_id)s, %(congress_id)s"


def _entry(kind: str, source: str) -> str:
    return f"""
  INSERT INTO audit_entry (at, user_id, user_name, seat_id, seat_label, unit_id, congress_id,
    action, label, subject_type, subject_id, subject_label, before, after, reason, address,
    request_id)
  SELECT now(), %(user_id)s, %(user_name)s, %(seat)s, '', %(unit_id)s, %(congress_id)s,
    '{kind}.record', '', '{kind}', id, number, '{{}}', jsonb_build_object('number', number), '',
    '127.0.0.1', '' FROM {source}"""


CREATE = f"""
WITH visit AS (
  INSERT INTO stations_reception (station_id, number, channel, held_on, place, visitor_name,
    visitor_phone, visitor_gender, visitor_age, visitor_address,
    visitor_workplace, is_anonymous, own_voter,
    keep_secret, people, companions, no_visitor, guardian_name, guardian_consents, in_crisis,
    paper_number, recorded_by_id, recorded_by_name, entered_at,
    is_backdated, state, version, updated_at, updated_by_name, {SCOPE})
  VALUES (%(station)s, %(code)s || '-' || extract(year FROM %(held_on)s::date) || '-' ||
    (coalesce(%(visit)s::int, 0) + 1), 'reception_day', %(held_on)s, '', %(name)s, %(phone)s, '',
    '', '', '', false, 'unknown', false, 1, '', false, '', false, false, '', %(user_id)s,
    %(user_name)s, now(), false,
    'recorded', 1, now(), '', {HERE})
  RETURNING id, number
), receiver AS (
  INSERT INTO stations_receptiondeputy (reception_id, deputy_id, mandate_label)
  SELECT id, %(receiver)s::bigint, '县人大代表' FROM visit
), matter AS (
  INSERT INTO stations_opinion (station_id, origin_id, reception_id, number, secret_hash, channel,
    received_on, title, raw_text, summary, nature, place_text, keep_secret, is_urgent, state, route,
    result,
    bounced, satisfaction, due_on, amber_on, turn, version, updated_at, updated_by_name, {SCOPE})
  SELECT %(station)s, %(station)s, id,
    %(code)s || '-' || to_char(%(held_on)s::date, 'YYYYMMDD') || '-' ||
    (coalesce(%(matter)s::int, 0) + 1), '', 'reception_day', %(held_on)s, %(title)s, %(words)s, '',
    '', '', false, false, 'recorded', '', '', 0, '', %(held_on)s::date + 3, %(held_on)s::date + 2,
    '联络站·分办', 1, now(), '', {HERE}
  FROM visit RETURNING id, number
), grams AS (
  INSERT INTO stations_opiniongrams (opinion_id, grams) SELECT id, %(grams)s::int[] FROM matter
), parties AS (
  INSERT INTO stations_opinionparty (opinion_id, part, deputy_id, since)
  SELECT id, 'received', %(receiver)s::bigint, %(held_on)s::date FROM matter
  UNION ALL SELECT id, 'addressed', %(addressed)s::bigint, %(held_on)s::date FROM matter
), duty AS (
  INSERT INTO deadlines_deadline (kind, subject_type, subject_id, ref, subject_label,
    owner_unit_id, owner_roles, reminders, late_every, escalates, from_on, due_on, amber_on,
    calculation, provisional, state, late_days, reason, created_at, {SCOPE})
  SELECT 'route_opinion', 'opinion', id, '', %(title)s, %(unit_id)s, '{{clerk}}', '{{1,0}}', 7,
    true, %(held_on)s, %(held_on)s::date + 3, %(held_on)s::date + 2, '{{}}', false, 'open', 0, '',
    now(), {HERE} FROM matter
), event AS (
  INSERT INTO stations_opinionevent (opinion_id, at, code, sentence, note, by_name, by_unit)
  SELECT id, now(), 'record', '登记了意见', '', %(user_name)s, '' FROM matter
), first AS ({_entry("reception", "visit")}
), second AS ({_entry("opinion", "matter")}
), told AS (
  INSERT INTO notifications_notification (user_id, kind, title, body, url, subject_type,
    subject_id, key)
  SELECT %(told)s::bigint, 'opinion_record', %(title)s, '', '/opinions/' || id || '/', 'opinion',
    id, 'opinion.' || id || '.record' FROM matter
), once AS (
  INSERT INTO accounts_idempotencykey (user_id, key, body_hash, status, response, created_at)
  SELECT %(user_id)s, %(once)s, '', 201, '{{}}', now()
)
SELECT visit.id, visit.number, matter.id AS opinion, matter.number AS opinion_number
FROM visit, matter
"""
