"""Money as history: ``funds.services`` in memory."""

from datetime import date
from typing import Any

from core import clock
from estates.models import Post, Unit
from funds import books, rules
from funds.models import (
    Contribution,
    Disbursement,
    Expense,
    ExpenseShare,
    Fund,
    FundLine,
    Grant,
    ReceiptPhoto,
    Source,
)
from funds.services.filing import bits_apart
from ledger.entries import Draw, Leg
from ledger.models import Account
from projects.models import Project
from tongxin.demo.history.desk import Desk

BANK = ("bank", "银行存款", books.DEBIT)


class Money(Desk):
    """Funds, what comes in, what is spent with receipts."""

    def open_fund(self, project: Project, granted_fen: int, by: Post) -> Fund:
        """Return the project's fund with its planned sources, the street's money set aside."""
        label = f"{project.number} {project.title}"
        fund = self.shelf.add(Fund(**self.place, label=label, rules_version=self.rules.version))
        project.fund = fund
        self.keeper.account(*BANK)
        for line in self.dossiers[project.pk].funding:
            self._source(fund, line.source, line.amount_fen)
        if granted_fen:
            self._reserve(fund, granted_fen, by)
        return fund

    def _source(self, fund: Fund, source: str, planned_fen: int = 0) -> Account:
        code, lines = f"fund:{fund.pk}:{Source(source).value}", self.purses[fund.pk].lines
        if source not in lines:
            line = FundLine(**self.place, fund=fund, source=source, account_code=code)
            line.planned_fen = planned_fen
            lines[source] = self.shelf.add(line)
        return self.keeper.account(code, f"{fund.label}·{Source(source).label}"[:120], books.CREDIT)

    def _reserve(self, fund: Fund, amount_fen: int, by: Post) -> None:
        year = clock.today().year
        hold = self.streets.hold(
            self.streets.accounts[f"budget:{year}"],
            amount_fen,
            key=f"grant:{fund.pk}",
            memo=f"{fund.label} 激励资金",
            subject=f"funds.fund:{fund.pk}",
            by=by,
        )
        grant = Grant(**self.place, fund=fund, year=year, amount_fen=amount_fen, hold=hold, reserved_by=by)
        grant.rules_version = self.rules.version
        self.purses[fund.pk].grant = self.shelf.add(grant)

    def grant_of(self, fund: Fund) -> Grant:
        """Return the street's promise to the fund."""
        grant = self.purses[fund.pk].grant
        assert grant is not None
        return grant

    def record_contribution(
        self,
        fund: Fund,
        *,
        source: str,
        kind: str,
        amount_fen: int,
        unit: Unit | None = None,
        from_label: str = "",
        bank_reference: str = "",
        received_on: date,
        by: Post,
    ) -> Contribution:
        """Return the contribution; money is posted, labour and goods are not."""
        row = self.shelf.add(
            Contribution(
                **self.next_voucher(Contribution),
                fund=fund,
                source=Source(source),
                kind=Contribution.Kind(kind),
                amount_fen=amount_fen,
                unit=unit,
                from_label=from_label,
                bank_reference=bank_reference,
                received_on=received_on,
                recorded_by=by,
            )
        )
        if rules.is_cash(kind):
            account = self._source(fund, source)
            row.entry = self.keeper.post(
                kind="funds.contribution",
                occurred_on=received_on,
                legs=(Leg(self.keeper.account(*BANK), amount_fen), Leg(account, -amount_fen)),
                key=f"contribution:{row.pk}",
                memo=f"{fund.label} {row.get_source_display()}",
                subject=f"funds.contribution:{row.pk}",
                by=by,
            )
        return row

    def disburse_grant(
        self, grant: Grant, amount_fen: int, *, bank_reference: str, paid_on: date, by: Post
    ) -> Disbursement:
        """Return the payment, posted in the street's book and in the estate's."""
        fund = grant.fund
        row = Disbursement(**self.next_voucher(Disbursement), grant=grant, amount_fen=amount_fen)
        row.bank_reference, row.paid_on, row.paid_by = bank_reference, paid_on, by
        self.shelf.add(row)
        common: dict[str, Any] = {
            "kind": "funds.disbursement",
            "occurred_on": paid_on,
            "key": f"disbursement:{row.pk}",
            "memo": f"{fund.label} 激励资金拨付",
            "subject": f"funds.disbursement:{row.pk}",
            "by": by,
        }
        accounts = self.streets.accounts
        budget, paid = accounts[f"budget:{grant.year}"], accounts[f"paid:{grant.year}"]
        legs = (Leg(budget, amount_fen), Leg(paid, -amount_fen))
        self.streets.post(legs=legs, draws=(Draw(grant.hold, amount_fen),), **common)
        source = self._source(fund, Source.STREET)
        row.entry = self.keeper.post(
            legs=(Leg(self.keeper.account(*BANK), amount_fen), Leg(source, -amount_fen)), **common
        )
        grant.disbursed_fen += amount_fen
        self.shelf.change(grant)
        return row

    def draft_expense(self, fund: Fund, *, photo: bytes, by: Post) -> Expense:
        """Return a numbered draft with its receipt."""
        row = Expense(**self.next_voucher(Expense), fund=fund, filed_by=by, filed_by_person=by.person)
        row.rules_version = self.rules.version
        self.shelf.add(row)
        file = self.keep(photo, by)
        receipt = ReceiptPhoto(
            **self.place, expense=row, file=file, original_sha256=file.original_sha256, phash=file.phash
        )
        receipt.resembles = self._look_alike(receipt.phash)
        self.receipts.append(self.shelf.add(receipt))
        return row

    def _look_alike(self, phash: int) -> ReceiptPhoto | None:
        """Return the earliest receipt that looks the same; see ``funds.services.filing``."""
        bits = self.rules.integer("funds.receipt_similarity")
        alike = (other for other in self.receipts if bits_apart(other.phash, phash) <= bits)
        return next(alike, None)

    def file_expense(
        self,
        expense: Expense,
        *,
        amount_fen: int,
        spent_on: date,
        purpose: str,
        category: str,
        payee: str,
        invoice_number: str,
        by: Post,
    ) -> Expense:
        """Return the expense, before those who sign."""
        expense.amount_fen, expense.spent_on, expense.purpose = amount_fen, spent_on, purpose
        expense.category, expense.payee, expense.invoice_number = category, payee, invoice_number
        expense.signatures = rules.signatures_needed(expense.fund, amount_fen, self.rules)
        # Filing drops whatever was signed before: its holds are those of another round.
        expense.round += 1
        expense.filed_at, expense.state = clock.now(), Expense.State.FILED
        self.shelf.change(expense)
        return expense

    def approve_expense(self, expense: Expense, *, photos_fit: bool, by: Post) -> Expense:
        """Return the expense signed; with the last signature its parts are held."""
        if expense.state == Expense.State.SIGNED:
            expense.second_approved_by, expense.second_approved_by_person = by, by.person
            expense.second_approved_at, expense.state = clock.now(), Expense.State.APPROVED
        else:
            expense.approved_by, expense.approved_by_person = by, by.person
            expense.approved_at = clock.now()
            alone = expense.signatures == 1
            expense.state = Expense.State.APPROVED if alone else Expense.State.SIGNED
        if expense.state == Expense.State.APPROVED:
            self._place_holds(expense, by)
        self.shelf.change(expense)
        return expense

    def _place_holds(self, expense: Expense, by: Post) -> None:
        purse = self.purses[expense.fund.pk]
        plan = {source: line.planned_fen for source, line in purse.lines.items() if line.planned_fen}
        taken = dict.fromkeys(plan, 0)
        for share in purse.shares:
            taken[share.source] += share.amount_fen
        assert expense.amount_fen is not None
        parts = rules.shares_of(expense.amount_fen, list(plan.values()), list(taken.values()))
        for source, part in zip(plan, parts, strict=True):
            if not part:
                continue
            hold = self.keeper.hold(
                self._source(expense.fund, source),
                part,
                key=f"expense:{expense.pk}:{expense.round}:{source}",
                memo=f"支出 {expense.number}",
                subject=f"funds.expense:{expense.pk}",
                by=by,
            )
            share = ExpenseShare(**self.place, expense=expense, source=source, amount_fen=part, hold=hold)
            purse.shares.append(self.shelf.add(share))

    def pay_expense(self, expense: Expense, *, bank_reference: str, paid_on: date, by: Post) -> Expense:
        """Return the expense paid: each source's part posted against its hold."""
        shares = [share for share in self.purses[expense.fund.pk].shares if share.expense is expense]
        legs = [Leg(share.hold.account, share.amount_fen) for share in shares]
        expense.paid_by, expense.paid_by_person, expense.paid_on = by, by.person, paid_on
        expense.bank_reference, expense.state = bank_reference, Expense.State.PAID
        expense.entry = self.keeper.post(
            kind="funds.expense",
            occurred_on=paid_on,
            legs=[*legs, Leg(self.keeper.account(*BANK), -sum(share.amount_fen for share in shares))],
            draws=[Draw(share.hold, share.amount_fen) for share in shares],
            key=f"expense:{expense.pk}",
            memo=f"{expense.fund.label} {expense.purpose}"[:200],
            subject=f"funds.expense:{expense.pk}",
            by=by,
        )
        self.shelf.change(expense)
        return expense
