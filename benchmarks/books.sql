-- A book of 2 × n postings: n transactions of one yuan, the last 100 of them this month, the others in months
-- before. Parameters are named. The guards of the ledger look at every row.
INSERT INTO ledger_transaction (street_id, estate_id, book_id, seq, key, body_hash, kind, occurred_on, memo, subject,
    n_legs, n_draws, reason, posted_at, by_label, prev_hash, hash)
SELECT %(street)s, %(estate)s, %(book)s, n, 'bench:' || n, '', 'funds.contribution',
    CASE WHEN n > %(n)s - 100 THEN %(month)s::date ELSE %(month)s::date - 1 - (n %% 700)::int END,
    '居民自筹', '', 2, 0, '', now(), '示例',
    CASE n WHEN 1 THEN repeat('0', 64) ELSE lpad((n - 1)::text, 64, '0') END, lpad(n::text, 64, '0')
FROM generate_series(1, %(n)s) n;
INSERT INTO ledger_posting (street_id, estate_id, book_id, transaction_id, seq, n, account_id, amount)
SELECT t.street_id, t.estate_id, t.book_id, t.id, t.seq, leg.n, leg.account, leg.amount
FROM ledger_transaction t,
    (VALUES (1, %(bank)s::bigint, 100), (2, %(source)s::bigint, -100)) leg (n, account, amount)
WHERE t.book_id = %(book)s;
UPDATE ledger_balance SET posted = 100 * %(n)s, seq = %(n)s WHERE account_id IN (%(bank)s, %(source)s);
UPDATE ledger_book SET head_seq = %(n)s, head_hash = lpad(%(n)s::text, 64, '0') WHERE id = %(book)s;
