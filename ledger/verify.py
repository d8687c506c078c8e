"""Does everything in the books still hold? Recomputed from the rows, trusting no trigger and no cache."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.transaction import atomic

from ledger import chain
from ledger.models import NO_HASH, Account, Balance, Book, Closing, Hold, HoldChange, Posting, Transaction
from tenancy.scope import scope

CHUNK = 500


@dataclass(frozen=True)
class Finding:
    """The first row of a book that is not what it must be: which one, and what is wrong, in Chinese."""

    table: str
    pk: int
    words: str

    def __str__(self) -> str:
        return f"{self.words}（{self.table} {self.pk}）"


@dataclass(frozen=True)
class Verdict:
    """One book looked through: how many transactions and postings, up to which head, and what is wrong."""

    book: Book
    transactions: int
    postings: int
    finding: Finding | None


@dataclass
class _Sums:
    """What the rows add up to, collected while the chain is walked."""

    transactions: int = 0
    postings: int = 0
    head: str = NO_HASH
    posted: Counter[int] = field(default_factory=Counter)
    last_seq: dict[int, int] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    held: Counter[int] = field(default_factory=Counter)


def verify_street(street_id: int) -> list[Verdict]:
    """Return the verdict on every book of a street, its estates' too, as of one moment.

    Opens its own transaction and scope, so that nothing posted meanwhile looks like a fault; only outside
    any other transaction.
    """
    with atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with scope(street_id):
            return [verify_book(book) for book in Book.objects.order_by("id")]


def verify_book(book: Book) -> Verdict:
    """Return the verdict on one book; memory does not grow with its length, but for its accounts."""
    sums = _Sums()
    finding = next(_findings(book, sums), None)
    return Verdict(book, sums.transactions, sums.postings, finding)


def _findings(book: Book, sums: _Sums) -> Iterator[Finding]:
    closings = list(book.closings.order_by("id"))
    yield from _in_chain(book, closings, sums)
    yield from _in_head(book, closings, sums)
    yield from _in_strays(book)
    yield from _in_holds(book, sums)
    yield from _in_balances(book, sums)
    yield from _in_closings(book, closings, sums)


def _in_chain(book: Book, closings: Sequence[Closing], sums: _Sums) -> Iterator[Finding]:
    kept = {closing.seq for closing in closings}
    for row in _transactions(book):
        words = _wrong_with(book, row, closings, sums)
        if words:
            yield _finding(row, f"第 {row.seq} 笔：{words}")
        sums.transactions, sums.head = row.seq, row.hash
        if row.seq in kept:
            sums.hashes[row.seq] = row.hash
        for line in row.postings.all():
            sums.postings += 1
            sums.posted[line.account_id] += line.account.sign * line.amount
            sums.last_seq[line.account_id] = row.seq


def _transactions(book: Book) -> Iterator[Transaction]:
    rows = book.transactions.select_related("reverses")
    rows = rows.prefetch_related("postings__account", "draws__hold", "reverses__postings")
    last: list[Transaction] = []
    while chunk := list(rows.filter(seq__gt=last[-1].seq if last else 0).order_by("seq")[:CHUNK]):
        yield from chunk
        last = chunk


def _wrong_with(book: Book, row: Transaction, closings: Sequence[Closing], sums: _Sums) -> str:
    lines = sorted(row.postings.all(), key=lambda line: line.n)
    draws = [(draw.hold.key, draw.amount) for draw in row.draws.all()]
    if row.seq != sums.transactions + 1:
        return f"序号断开，前面应有第 {sums.transactions + 1} 笔"
    if len(lines) != row.n_legs:
        return f"应有 {row.n_legs} 条分录，实有 {len(lines)} 条"
    if sum(line.amount for line in lines):
        return "借贷不平"
    if {(line.book_id, line.seq) for line in lines} != {(book.pk, row.seq)}:
        return "有分录的账本或序号和这一笔不同"
    if len(draws) != row.n_draws:
        return f"应支用 {row.n_draws} 笔预留，实有 {len(draws)} 笔"
    if row.body_hash != _body_hash(row, lines, draws):
        return "内容被改动（日期、摘要、对象、分录、支用或红冲）"
    if row.prev_hash != sums.head:
        return "和前一笔接不上"
    if row.hash != chain.transaction_hash(book, row):
        return "校验值不符（唯一键、时间、经办或校验值被改动）"
    if any(row.occurred_on <= closing.through and row.seq > closing.seq for closing in closings):
        return "记在了已经结账的日期"
    if row.reverses and not _mirrors(lines, row.reverses):
        return f"和它红冲的第 {row.reverses.seq} 笔对不上"
    return ""


def _body_hash(row: Transaction, lines: Sequence[Posting], draws: Sequence[chain.DrawLine]) -> str:
    return chain.body_hash(
        kind=row.kind,
        occurred_on=row.occurred_on,
        memo=row.memo,
        subject=row.subject,
        legs=[(line.n, line.account.code, line.amount) for line in lines],
        draws=draws,
        reverses=row.reverses.seq if row.reverses else None,
        reason=row.reason,
    )


def _mirrors(lines: Sequence[Posting], original: Transaction) -> bool:
    forth = {(line.n, line.account_id, line.amount) for line in original.postings.all()}
    return forth == {(line.n, line.account_id, -line.amount) for line in lines}


def _in_head(book: Book, closings: Sequence[Closing], sums: _Sums) -> Iterator[Finding]:
    if book.head_seq != sums.transactions:
        yield _finding(book, f"账本记到第 {book.head_seq} 笔，实有 {sums.transactions} 笔")
    if book.head_hash != sums.head:
        yield _finding(book, "账本最后一笔的校验值不符")
    if book.closed_through != (closings[-1].through if closings else None):
        yield _finding(book, "账本的结账日期和最后一次结账不符")


def _in_strays(book: Book) -> Iterator[Finding]:
    known = book.transactions.values("pk")
    line = book.postings.exclude(transaction__in=known).order_by("seq", "n").first()
    if line is not None:
        yield _finding(line, f"有一条分录（第 {line.seq} 笔第 {line.n} 条）没有它的记账")


def _in_holds(book: Book, sums: _Sums) -> Iterator[Finding]:
    rows = book.holds.select_related("account")
    rows = rows.prefetch_related("changes").order_by("id")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        for row in chunk:
            words = _wrong_with_hold(book, row)
            if words:
                yield _finding(row, f"预留“{row.memo}”：{words}")
            sums.held[row.account_id] += row.remaining
        last = chunk[-1].pk


def _wrong_with_hold(book: Book, row: Hold) -> str:
    shrunk: Counter[str] = Counter()
    for change in row.changes.all():
        shrunk[change.kind] += change.amount
    if row.body_hash != chain.hold_hash(book, row):
        return "内容被改动（科目、金额、摘要、对象或唯一键）"
    if row.drawn != shrunk[HoldChange.Kind.DRAWN]:
        return f"已支用应为 {book.shown(shrunk[HoldChange.Kind.DRAWN])}，实为 {book.shown(row.drawn)}"
    if row.released != shrunk[HoldChange.Kind.RELEASED]:
        return f"已释放应为 {book.shown(shrunk[HoldChange.Kind.RELEASED])}，实为 {book.shown(row.released)}"
    return "支用和释放超过了预留" if row.remaining < 0 else ""


def _in_balances(book: Book, sums: _Sums) -> Iterator[Finding]:
    balances = {row.account_id: row for row in book.balances.all()}
    for account in book.accounts.order_by("code"):
        row = balances.get(account.pk)
        words = "没有余额" if row is None else _wrong_with_balance(book, row, sums)
        if words:
            yield _finding(row or account, f"科目“{account.name}”：{words}")


def _wrong_with_balance(book: Book, row: Balance, sums: _Sums) -> str:
    posted, held = sums.posted[row.account_id], sums.held[row.account_id]
    if row.posted != posted:
        return f"余额应为 {book.shown(posted)}，实为 {book.shown(row.posted)}"
    if row.held != held:
        return f"预留应为 {book.shown(held)}，实为 {book.shown(row.held)}"
    if row.seq != sums.last_seq.get(row.account_id, 0):
        return "最后一笔的序号不符"
    return "低于下限" if row.floor is not None and row.available < row.floor else ""


def _in_closings(book: Book, closings: Sequence[Closing], sums: _Sums) -> Iterator[Finding]:
    earlier = None
    for row in closings:
        sealed = row.sha256 == chain.closing_hash(book, row)
        head = sums.hashes.get(row.seq) if row.seq else NO_HASH
        if not sealed or row.head_hash != head or (earlier and row.through <= earlier.through):
            yield _finding(row, f"结账至 {row.through.isoformat()} 的报表或校验值被改动")
        earlier = row


def _finding(row: Account | Balance | Book | Closing | Hold | Posting | Transaction, words: str) -> Finding:
    return Finding(row._meta.db_table, row.pk, words)
