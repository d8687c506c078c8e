-- Where somebody can go besides: the desks and estates of their memberships, which the open scope shows to their
-- user only, then the estates they serve. Parameters are named; ``communities`` of NULL are those of the whole street.
WITH own AS (SELECT m.id, m.street_id, m.estate_id FROM tenancy_membership m WHERE m.user_id = %(user)s)
SELECT 'office' AS page, s.id, s.name, s.slug, 1 AS part, '' AS sort_key, own.id AS place
FROM own JOIN tenancy_street s ON s.id = own.street_id WHERE own.estate_id IS NULL
UNION ALL
SELECT 'home', e.id, e.name, e.slug, 2, e.sort_key, own.id FROM own JOIN tenancy_estate e ON e.id = own.estate_id
UNION ALL
(SELECT 'home', e.id, e.name, e.slug, 3, e.sort_key, e.id FROM tenancy_estate e
 WHERE %(serves)s AND e.street_id = %(street)s
 AND (%(communities)s::bigint[] IS NULL OR e.community_id = ANY(%(communities)s))
 ORDER BY e.sort_key, e.id LIMIT %(shown)s)
ORDER BY part, sort_key, place
