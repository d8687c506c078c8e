"""The lines of a statement: each movement on the bank account in words anybody may read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.masking import mask_name
from funds.models import Contribution, Disbursement, Expense, Refund
from funds.reports.statements import Entry
from tenancy.models import Estate

Row = Mapping[str, Any]
_JOINS = {
    Expense: (
        "fund",
        "filed_by__person",
        "approved_by__person",
        "second_approved_by__person",
        "paid_by__person",
    ),
    Contribution: ("fund", "unit__building", "recorded_by__person"),
    Disbursement: ("grant__fund",),
    Refund: ("fund", "contribution__unit__building"),
}


def entries_of(estate: Estate, postings: Iterable[Row]) -> tuple[Entry, ...]:
    """Return the movements among ``postings`` (rows of the estate's book) in the order of the ledger.

    What did not touch the bank account is left out. One query per kind of voucher.
    """
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in postings:
        grouped[row["transaction__seq"]].append(row)
    moved = {seq: rows for seq, rows in grouped.items() if any(r["account__code"] == "bank" for r in rows)}
    vouchers = _vouchers(estate, {rows[0]["transaction__subject"] for rows in moved.values()})
    entries, seen = [], Counter[tuple[object, ...]]()
    for seq, rows in moved.items():
        voucher = vouchers.get(rows[0]["transaction__subject"])
        entry, home = _entry(seq, rows, voucher), _home(voucher)
        alike = (home, entry.words, entry.fund, entry.amount_fen)
        seen[alike] += 1
        entries.append(replace(entry, nth_of_home=seen[alike] if home else 0))
    return tuple(entries)


def _home(voucher: Any) -> int | None:
    """Return the home that gave or gets the money; it never leaves this module."""
    given = voucher.contribution if isinstance(voucher, Refund) else voucher
    return given.unit_id if isinstance(given, Contribution) else None


def _vouchers(estate: Estate, subjects: set[str]) -> dict[str, Any]:
    """Return the rows that transactions speak of, by the subject they are called."""
    found: dict[str, Any] = {}
    for model, joins in _JOINS.items():
        prefix = f"{model._meta.label_lower}:"
        pks = [int(subject.removeprefix(prefix)) for subject in subjects if subject.startswith(prefix)]
        if pks:
            rows = model._default_manager.filter(estate_id=estate.pk, pk__in=pks).select_related(*joins)
            found |= {f"{prefix}{row.pk}": row for row in rows}
    return found


def _entry(seq: int, rows: list[Row], voucher: Any) -> Entry:
    first = rows[0]
    amount = sum(row["amount"] for row in rows if row["account__code"] == "bank")
    parts = [
        (r["account__code"].rsplit(":", 1)[1], -r["amount"])
        for r in rows
        if r["account__code"].startswith("fund:")
    ]
    words = _WORDS[type(voucher)](voucher) if voucher else {"words": first["transaction__memo"]}
    if first["transaction__reverses"]:
        words["words"] = f"红冲：{words['words']}"
    return Entry(
        **{"party": "", "voucher": "", "fund": "", **words},
        seq=seq,
        on=first["transaction__occurred_on"],
        amount_fen=amount,
        parts=tuple(parts),
    )


def _expense(row: Expense) -> dict[str, str]:
    return {
        "words": row.purpose,
        "party": row.public_payee,
        "voucher": row.number,
        "fund": row.fund.label,
        "category": row.get_category_display(),
        "receipt": "发票" if row.invoice_number else "收据",
        "handled_by": _signed(row.filed_by),
        "approved_by": _signed(row.approved_by),
        "second_approved_by": _signed(row.second_approved_by),
        "paid_by": _signed(row.paid_by),
    }


def _contribution(row: Contribution) -> dict[str, str]:
    return {
        "words": row.get_source_display(),
        "party": row.public_giver,
        "voucher": row.number,
        "fund": row.fund.label,
        "handled_by": _signed(row.recorded_by),
    }


def _disbursement(row: Disbursement) -> dict[str, str]:
    return {
        "words": "街道拨付激励资金",
        "party": "街道",
        "voucher": row.number,
        "fund": row.grant.fund.label,
    }


def _refund(row: Refund) -> dict[str, str]:
    words = "退回街道激励资金结余" if row.grant_id else "退还居民自筹结余"
    return {"words": words, "party": row.public_payee, "voucher": row.number, "fund": row.fund.label}


_WORDS: dict[type, Any] = {
    Expense: _expense,
    Contribution: _contribution,
    Disbursement: _disbursement,
    Refund: _refund,
}


def _signed(post: Any) -> str:
    """Return who signed as the public reads it: 财务委员 王**."""
    if post is None:
        return ""
    return f"{post.label.removeprefix('物管委')} {mask_name(post.person.name, organisation=False)}"
