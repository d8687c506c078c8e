-- What waits of an estate's notices: objections without a reply, what is due first at the top, then prints that are
-- not done, oldest first. Parameters are named.
SELECT o.id, n.title, o.due_on, o.building, p.name, p.kind, NULL AS state, 1 AS part
FROM notices_objection o
JOIN notices_notice n ON n.estate_id = o.estate_id AND n.id = o.notice_id
JOIN estates_person p ON p.street_id = o.street_id AND p.id = o.person_id
WHERE o.street_id = %(street)s AND o.estate_id = %(estate)s AND o.state = 'open'
UNION ALL
SELECT j.id, n.title, NULL, '', '', '', j.state, 2
FROM tenancy_job j
JOIN notices_notice n ON n.estate_id = j.estate_id AND n.id = (j.args ->> 'notice_id')::bigint
WHERE j.street_id = %(street)s AND j.estate_id = %(estate)s AND j.kind = %(print)s AND j.state <> 'done'
ORDER BY part, due_on, id
