-- What the checks of projects look at below them. Parameter: the keys of projects. Amounts in fen.
SELECT p.id,
       (SELECT coalesce(sum(l.asked_fen), 0)::bigint FROM projects_fundingline l
        WHERE l.estate_id = p.estate_id AND l.project_id = p.id),
       (SELECT coalesce(sum(l.asked_fen), 0)::bigint FROM projects_fundingline l
        WHERE l.estate_id = p.estate_id AND l.project_id = p.id AND l.source = 'street_incentive'),
       (SELECT count(*) FROM projects_document d
        WHERE d.estate_id = p.estate_id AND d.project_id = p.id AND d.kind = 'quote'),
       (SELECT count(*) FROM notices_objection o
        WHERE o.estate_id = p.estate_id AND o.notice_id = p.result_notice_id),
       EXISTS(SELECT FROM notices_objection o
              WHERE o.estate_id = p.estate_id AND o.notice_id = p.result_notice_id
              AND (o.state = 'open' OR o.outcome = 'upheld')),
       ARRAY(SELECT q.number FROM projects_project q
             WHERE q.estate_id = p.estate_id AND q.concern_id = p.concern_id AND q.id <> p.id
             AND q.fund_id IS NOT NULL ORDER BY q.id)
FROM projects_project p WHERE p.id = ANY(%s)
