-- What the database itself refuses, whoever asks (README, "who guards what").
-- Triggers only refuse, services write. Those that compare rows are deferred: they look when the scope closes
-- or the transaction commits, under row security, so with the scope gone they see nothing and refuse.
-- pg_temp comes last: a temporary table of the runtime role must not stand in for one of ours.

-- Rows of one book point to rows of the same book.
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_in_book UNIQUE (street_id, book_id, id);
ALTER TABLE ledger_hold ADD CONSTRAINT ledger_hold_in_book UNIQUE (street_id, book_id, id);
ALTER TABLE ledger_transaction ADD CONSTRAINT ledger_transaction_in_book UNIQUE (street_id, book_id, id);
ALTER TABLE ledger_balance ADD CONSTRAINT ledger_balance_account_in_book
    FOREIGN KEY (street_id, book_id, account_id) REFERENCES ledger_account (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_account_in_book
    FOREIGN KEY (street_id, book_id, account_id) REFERENCES ledger_account (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_transaction_in_book
    FOREIGN KEY (street_id, book_id, transaction_id) REFERENCES ledger_transaction (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_transaction ADD CONSTRAINT ledger_transaction_reverses_in_book
    FOREIGN KEY (street_id, book_id, reverses_id) REFERENCES ledger_transaction (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_hold ADD CONSTRAINT ledger_hold_account_in_book
    FOREIGN KEY (street_id, book_id, account_id) REFERENCES ledger_account (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_holdchange ADD CONSTRAINT ledger_holdchange_hold_in_book
    FOREIGN KEY (street_id, book_id, hold_id) REFERENCES ledger_hold (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ledger_holdchange ADD CONSTRAINT ledger_holdchange_transaction_in_book
    FOREIGN KEY (street_id, book_id, transaction_id) REFERENCES ledger_transaction (street_id, book_id, id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION ledger_refuse(rule text, row_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger refuses row %: %', row_id, rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- A row stands where its book stands: row security then shows all rows of a book or none.
CREATE FUNCTION ledger_row_in_its_book() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM ledger_book b WHERE b.id = NEW.book_id AND b.street_id = NEW.street_id
        AND b.estate_id IS NOT DISTINCT FROM NEW.estate_id;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('row_in_its_book', NEW.id);
    END IF;
    RETURN NEW;
END $$;

-- NULL (the transaction is out of sight, or has no legs) is not TRUE.
CREATE FUNCTION ledger_balanced(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.n_legs = (SELECT count(*) FROM ledger_posting p WHERE p.transaction_id = t.id)
       AND 0 = (SELECT sum(p.amount) FROM ledger_posting p WHERE p.transaction_id = t.id)
       AND t.n_draws = (SELECT count(*) FROM ledger_holdchange c WHERE c.transaction_id = t.id)
    FROM ledger_transaction t WHERE t.id = wanted
$$;

-- What is held on an account is what its open holds still reserve.
CREATE FUNCTION ledger_held(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT b.held = (SELECT coalesce(sum(h.amount - h.drawn - h.released), 0) FROM ledger_hold h
        WHERE h.account_id = b.account_id AND h.amount > h.drawn + h.released)
    FROM ledger_balance b WHERE b.account_id = wanted
$$;

-- A hold has shrunk by what its changes say.
CREATE FUNCTION ledger_hold_follows(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (h.drawn, h.released) = (
        SELECT coalesce(sum(c.amount) FILTER (WHERE c.kind = 'drawn'), 0),
               coalesce(sum(c.amount) FILTER (WHERE c.kind = 'released'), 0)
        FROM ledger_holdchange c WHERE c.hold_id = h.id)
    FROM ledger_hold h WHERE h.id = wanted
$$;

-- A reversal has the legs of the original the other way round, and the original is no reversal itself.
CREATE FUNCTION ledger_mirrors(back bigint, forth bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM ledger_transaction t WHERE t.id = forth AND t.reverses_id IS NULL)
    AND NOT EXISTS (
        SELECT FROM (SELECT * FROM ledger_posting p WHERE p.transaction_id = back) b
        FULL JOIN (SELECT * FROM ledger_posting p WHERE p.transaction_id = forth) f ON f.n = b.n
        WHERE b.account_id IS DISTINCT FROM f.account_id OR b.amount IS DISTINCT FROM -f.amount)
$$;

-- The period is asked for without regard to order: a transaction dated inside a closing is one it counted.
CREATE FUNCTION ledger_transaction_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ledger_balanced(NEW.id) IS NOT TRUE THEN
        PERFORM ledger_refuse('transaction_balanced', NEW.id);
    END IF;
    PERFORM FROM ledger_book b WHERE b.id = NEW.book_id AND b.head_seq >= NEW.seq AND CASE NEW.seq
        WHEN 1 THEN NEW.prev_hash = repeat('0', 64)
        ELSE EXISTS (SELECT FROM ledger_transaction t
            WHERE t.book_id = b.id AND t.seq = NEW.seq - 1 AND t.hash = NEW.prev_hash) END;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('transaction_chained', NEW.id);
    END IF;
    PERFORM FROM ledger_closing c
        WHERE c.book_id = NEW.book_id AND c.through >= NEW.occurred_on AND c.seq < NEW.seq;
    IF FOUND THEN
        PERFORM ledger_refuse('period_open', NEW.id);
    END IF;
    IF NEW.reverses_id IS NOT NULL AND NOT ledger_mirrors(NEW.id, NEW.reverses_id) THEN
        PERFORM ledger_refuse('reversal_mirrors', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_posting_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ledger_balanced(NEW.transaction_id) IS NOT TRUE THEN
        PERFORM ledger_refuse('transaction_balanced', NEW.transaction_id);
    END IF;
    PERFORM FROM ledger_transaction t JOIN ledger_balance b ON b.account_id = NEW.account_id
        WHERE t.id = NEW.transaction_id AND t.seq = NEW.seq AND b.seq >= NEW.seq;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('balance_follows', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- Each change of a balance is exactly the postings since the change before: no adding up of the account.
CREATE FUNCTION ledger_balance_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    since bigint := 0;
    was_posted bigint := 0;
    was_held bigint := 0;
    moved numeric;
    last bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.account_id <> OLD.account_id OR NEW.seq < OLD.seq THEN
            PERFORM ledger_refuse('balance_follows', NEW.id);
        END IF;
        since := OLD.seq;
        was_posted := OLD.posted;
        was_held := OLD.held;
    END IF;
    SELECT coalesce(sum(CASE a.side WHEN 'debit' THEN p.amount ELSE -p.amount END), 0),
           coalesce(max(p.seq), since) INTO moved, last
        FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE p.account_id = NEW.account_id AND p.seq > since AND p.seq <= NEW.seq;
    IF NEW.posted - was_posted <> moved OR NEW.seq <> last THEN
        PERFORM ledger_refuse('balance_follows', NEW.id);
    END IF;
    IF NEW.held <> was_held AND ledger_held(NEW.account_id) IS NOT TRUE THEN
        PERFORM ledger_refuse('held_follows', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_hold_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ledger_hold_follows(NEW.id) IS NOT TRUE OR ledger_held(NEW.account_id) IS NOT TRUE THEN
        PERFORM ledger_refuse('hold_follows', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- A draw goes with a posting that takes at least as much from the held account, in the same transaction.
CREATE FUNCTION ledger_holdchange_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held_account bigint := (SELECT h.account_id FROM ledger_hold h WHERE h.id = NEW.hold_id);
BEGIN
    IF ledger_hold_follows(NEW.hold_id) IS NOT TRUE THEN
        PERFORM ledger_refuse('hold_follows', NEW.hold_id);
    END IF;
    IF NEW.transaction_id IS NOT NULL AND (ledger_balanced(NEW.transaction_id) IS NOT TRUE OR (
        SELECT sum(c.amount) FROM ledger_holdchange c JOIN ledger_hold h ON h.id = c.hold_id
        WHERE c.transaction_id = NEW.transaction_id AND h.account_id = held_account
    ) > (
        SELECT coalesce(sum(CASE a.side WHEN 'debit' THEN -p.amount ELSE p.amount END), 0)
        FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE p.transaction_id = NEW.transaction_id AND p.account_id = held_account
    )) THEN
        PERFORM ledger_refuse('draw_is_spent', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- The head of a book is its last transaction, and it is closed through its last closing.
CREATE FUNCTION ledger_book_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM ledger_book b
        LEFT JOIN LATERAL (SELECT t.seq, t.hash FROM ledger_transaction t WHERE t.book_id = b.id
            ORDER BY t.seq DESC LIMIT 1) last ON true
        WHERE b.id = NEW.id AND b.head_seq = coalesce(last.seq, 0)
        AND b.head_hash = coalesce(last.hash, repeat('0', 64))
        AND b.closed_through IS NOT DISTINCT FROM
            (SELECT max(c.through) FROM ledger_closing c WHERE c.book_id = b.id);
    IF NOT FOUND THEN
        PERFORM ledger_refuse('book_head', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- A closing counts everything dated inside it, and comes after the one before.
CREATE FUNCTION ledger_closing_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM ledger_book b WHERE b.id = NEW.book_id AND b.closed_through >= NEW.through
        AND NEW.head_hash = CASE NEW.seq WHEN 0 THEN repeat('0', 64) ELSE
            (SELECT t.hash FROM ledger_transaction t WHERE t.book_id = b.id AND t.seq = NEW.seq) END;
    IF NOT FOUND
        OR EXISTS (SELECT FROM ledger_transaction t
            WHERE t.book_id = NEW.book_id AND t.occurred_on <= NEW.through AND t.seq > NEW.seq)
        OR EXISTS (SELECT FROM ledger_closing c
            WHERE c.book_id = NEW.book_id AND c.id < NEW.id AND c.through >= NEW.through) THEN
        PERFORM ledger_refuse('closing_counts_all', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_holdchange
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();
CREATE TRIGGER row_in_its_book BEFORE INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION ledger_row_in_its_book();

CREATE CONSTRAINT TRIGGER transaction_sound AFTER INSERT ON ledger_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_sound();
CREATE CONSTRAINT TRIGGER posting_sound AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_posting_sound();
CREATE CONSTRAINT TRIGGER balance_sound AFTER INSERT OR UPDATE ON ledger_balance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balance_sound();
CREATE CONSTRAINT TRIGGER hold_sound AFTER INSERT OR UPDATE ON ledger_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_hold_sound();
CREATE CONSTRAINT TRIGGER holdchange_sound AFTER INSERT ON ledger_holdchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_holdchange_sound();
CREATE CONSTRAINT TRIGGER book_sound AFTER INSERT OR UPDATE ON ledger_book
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_book_sound();
CREATE CONSTRAINT TRIGGER closing_sound AFTER INSERT ON ledger_closing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_closing_sound();

-- Rows that services do change are never taken away, by the owner neither.
CREATE TRIGGER kept_rows BEFORE DELETE ON ledger_book
    FOR EACH ROW EXECUTE FUNCTION tongxin_append_only();
CREATE TRIGGER kept_table BEFORE TRUNCATE ON ledger_book
    FOR EACH STATEMENT EXECUTE FUNCTION tongxin_append_only();
CREATE TRIGGER kept_rows BEFORE DELETE ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION tongxin_append_only();
CREATE TRIGGER kept_table BEFORE TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION tongxin_append_only();
CREATE TRIGGER kept_rows BEFORE DELETE ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION tongxin_append_only();
CREATE TRIGGER kept_table BEFORE TRUNCATE ON ledger_hold
    FOR EACH STATEMENT EXECUTE FUNCTION tongxin_append_only();
