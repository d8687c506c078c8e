-- A project with all that its page tells, as JSON: what stands beside it, facts, a list for each kind of row
-- below it. Parameter: its key.
SELECT to_jsonb(p), to_jsonb(c), to_jsonb(b),
       to_jsonb(n) - '{paragraphs,snapshot,letterhead}'::text[], to_jsonb(f), to_jsonb(o),
       jsonb_build_object(
           'cosigns_given', (SELECT count(*) FROM projects_cosign r WHERE r.estate_id = p.estate_id AND r.project_id = p.id),
           'covered_fen', (SELECT sum(r.amount_fen) FROM projects_fundingline r
                           WHERE r.estate_id = p.estate_id AND r.project_id = p.id),
           'awaits_resident', EXISTS(SELECT FROM projects_acceptance r
                                     WHERE r.estate_id = p.estate_id AND r.project_id = p.id
                                     AND r.conclusion = 'passed' AND r.resident_conclusion = ''),
           'has_open_objection', EXISTS(SELECT FROM notices_objection r
                                        WHERE r.estate_id = p.estate_id AND r.notice_id = n.id AND r.state = 'open'),
           'has_upheld_objection', EXISTS(SELECT FROM notices_objection r
                                          WHERE r.estate_id = p.estate_id AND r.notice_id = n.id
                                          AND r.outcome = 'upheld')),
       ARRAY(SELECT to_jsonb(r) FROM projects_step r
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) FROM projects_partyopinion r
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) FROM projects_budgetline r
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.position),
       ARRAY(SELECT to_jsonb(r) FROM projects_fundingline r
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) FROM projects_document r
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id AND r.is_shown ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) - 'checks' || jsonb_build_object('role', s.role, 'name', m.name)
             FROM projects_review r JOIN estates_post s ON s.id = r.by_id
             JOIN estates_person m ON m.id = s.person_id
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) || jsonb_build_object('width', h.width, 'height', h.height)
             FROM projects_acceptance r JOIN tenancy_storedfile h ON h.id = r.photo_id
             WHERE r.estate_id = p.estate_id AND r.project_id = p.id ORDER BY r.id),
       ARRAY(SELECT to_jsonb(r) - '{paragraphs,snapshot,letterhead}'::text[] FROM notices_notice r
             WHERE r.estate_id = p.estate_id AND r.subject = 'projects.project:' || p.id
             AND r.published_at IS NOT NULL ORDER BY r.id)
FROM projects_project p
LEFT JOIN projects_concern c ON c.id = p.concern_id
LEFT JOIN ballots_ballot b ON b.id = p.ballot_id
LEFT JOIN notices_notice n ON n.id = p.result_notice_id
LEFT JOIN funds_fund f ON f.id = p.fund_id
LEFT JOIN estates_post o ON o.id = p.responsible_id
WHERE p.id = %s
