-- The first projects that wait for a reviewer, what is due first at the top, each with the figures of all: how many
-- wait, how many are late, fen asked. Parameters are named; ``community`` of NULL is the whole street.
SELECT p.id, p.title, p.number, e.name, p.review_due_on, asked.fen,
       count(*) OVER (), count(*) FILTER (WHERE p.review_due_on < %(today)s) OVER (),
       (sum(asked.fen) OVER ())::bigint
FROM projects_project p
JOIN tenancy_estate e ON e.id = p.estate_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.asked_fen), 0)::bigint AS fen FROM projects_fundingline l
    WHERE l.estate_id = p.estate_id AND l.project_id = p.id AND l.source = 'street_incentive'
) asked
WHERE p.street_id = %(street)s AND p.state = %(state)s
AND (%(community)s::bigint IS NULL OR e.community_id = %(community)s)
ORDER BY p.review_due_on, p.id
LIMIT %(shown)s
