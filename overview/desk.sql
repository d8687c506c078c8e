-- The estates of a street, or of one of its communities, with what is amiss in each. Parameters are named.
SELECT e.id, e.name, e.slug, coalesce(p.overdue, 0) AS overdue, coalesce(o.disputed, 0) AS disputed,
       coalesce(j.failed, 0) AS failed, d.disclosed
FROM tenancy_estate e
LEFT JOIN (SELECT estate_id, count(*) AS overdue FROM projects_project
           WHERE street_id = %(street)s AND state IN ('community_review', 'street_review')
           AND review_due_on < %(today)s GROUP BY estate_id) p ON p.estate_id = e.id
LEFT JOIN (SELECT estate_id, count(*) AS disputed FROM notices_objection
           WHERE street_id = %(street)s AND state = 'open' GROUP BY estate_id) o ON o.estate_id = e.id
LEFT JOIN (SELECT estate_id, count(*) AS failed FROM tenancy_job
           WHERE street_id = %(street)s AND state = 'failed' GROUP BY estate_id) j ON j.estate_id = e.id
LEFT JOIN (SELECT estate_id, max(month) AS disclosed FROM funds_disclosure
           WHERE street_id = %(street)s GROUP BY estate_id) d ON d.estate_id = e.id
WHERE e.street_id = %(street)s AND (%(community)s::bigint IS NULL OR e.community_id = %(community)s)
ORDER BY e.sort_key, e.id
