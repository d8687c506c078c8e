"""How numbers of invoices are written.

数电票 has one number of 20 digits and no code (国家税务总局公告 2024 年第 11 号). An older invoice has a
number of 8 digits and a code of 10 (paper, 专用发票) or 12 (电子普通发票: 国家税务总局公告 2015 年第 84 号).
"""

import re

from funds.errors import InvoiceCodeWrong, InvoiceNumberWrong

_ELECTRONIC = re.compile("[0-9]{20}")
_NUMBER = re.compile("[0-9]{8}")
_CODE = re.compile("[0-9]{10}|[0-9]{12}")


def require_invoice(code: str, number: str) -> None:
    """Refuse what no invoice bears; both may be empty. Raises InvoiceNumberWrong, InvoiceCodeWrong."""
    if number and not (_ELECTRONIC.fullmatch(number) or _NUMBER.fullmatch(number)):
        raise InvoiceNumberWrong
    if code and not (_CODE.fullmatch(code) and _NUMBER.fullmatch(number)):
        raise InvoiceCodeWrong
