"""Pages of money, by who reads them: everybody, the committee, the street's desk."""

from funds.views import books, expenses, filing, office, public

__all__ = ["books", "expenses", "filing", "office", "public"]
