-- The sources of funds, as SourcePosition has them, in fen. Parameter: the keys of funds. Postings of a source's
-- account are in the ledger's sign: what comes in is negative (credit).
SELECT l.fund_id, l.source, l.planned_fen, moved.received, moved.spent, moved.refunded, b.held, b.posted - b.held,
       (SELECT coalesce(sum(x.amount_fen), 0)::bigint FROM funds_expenseshare x
        JOIN funds_expense e ON e.estate_id = x.estate_id AND e.id = x.expense_id
        WHERE e.estate_id = l.estate_id AND e.fund_id = l.fund_id AND x.source = l.source)
FROM funds_fundline l
JOIN ledger_book k ON k.street_id = l.street_id AND k.estate_id = l.estate_id AND k.asset = 'CNY'
JOIN ledger_account a ON a.street_id = l.street_id AND a.book_id = k.id AND a.code = l.account_code
JOIN ledger_balance b ON b.street_id = a.street_id AND b.account_id = a.id
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(p.amount) FILTER (WHERE t.kind IN ('funds.contribution', 'funds.disbursement')), 0)::bigint,
           coalesce(sum(p.amount) FILTER (WHERE t.kind = 'funds.expense'), 0)::bigint,
           coalesce(sum(p.amount) FILTER (WHERE t.kind = 'funds.refund'), 0)::bigint
    FROM ledger_posting p
    JOIN ledger_transaction t ON t.street_id = p.street_id AND t.id = p.transaction_id
    WHERE p.street_id = a.street_id AND p.account_id = a.id
) moved (received, spent, refunded)
WHERE l.fund_id = ANY(%s)
ORDER BY l.fund_id, l.id
