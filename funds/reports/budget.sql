-- A year's incentive money of a street, as BudgetPosition has it, in fen; the estates as a JSON list.
-- Parameters are named.
SELECT coalesce((SELECT y.amount_fen FROM funds_streetbudget y
                 WHERE y.street_id = %(street)s AND y.estate_id IS NULL AND y.year = %(year)s), 0),
       coalesce(sum(b.held) FILTER (WHERE a.code = %(budget)s), 0)::bigint,
       coalesce(sum(b.posted) FILTER (WHERE a.code = %(paid)s), 0)::bigint,
       coalesce(sum(b.posted - b.held) FILTER (WHERE a.code = %(budget)s), 0)::bigint,
       (SELECT jsonb_agg(jsonb_build_array(u.id, u.name, u.promised, u.disbursed) ORDER BY u.promised DESC, u.id)
        FROM (SELECT e.id, e.name, sum(g.amount_fen - g.released_fen)::bigint AS promised,
                     sum(g.disbursed_fen)::bigint AS disbursed
              FROM funds_grant g JOIN tenancy_estate e ON e.id = g.estate_id
              WHERE g.street_id = %(street)s AND g.year = %(year)s GROUP BY e.id, e.name) u)
FROM ledger_balance b JOIN ledger_account a ON a.street_id = b.street_id AND a.id = b.account_id
WHERE b.street_id = %(street)s AND b.estate_id IS NULL AND a.code IN (%(budget)s, %(paid)s)
