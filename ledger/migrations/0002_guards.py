"""What the database itself refuses: 0002_guards.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
FUNCTIONS = (
    "ledger_row_in_its_book, ledger_transaction_sound, ledger_posting_sound, ledger_balance_sound,"
    " ledger_hold_sound, ledger_holdchange_sound, ledger_book_sound, ledger_closing_sound, ledger_balanced,"
    " ledger_held, ledger_hold_follows, ledger_mirrors, ledger_refuse"
)
WITHOUT = [
    f"DROP FUNCTION {FUNCTIONS} CASCADE",
    *(
        f"ALTER TABLE ledger_{name} DROP CONSTRAINT ledger_{name}_in_book CASCADE"
        for name in ("account", "hold")
    ),
    "ALTER TABLE ledger_transaction DROP CONSTRAINT ledger_transaction_in_book CASCADE",
    *(f"DROP TRIGGER kept_rows ON ledger_{name}" for name in ("book", "balance", "hold")),
    *(f"DROP TRIGGER kept_table ON ledger_{name}" for name in ("book", "balance", "hold")),
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_books")]

    operations = [migrations.RunSQL(GUARDS, WITHOUT)]
