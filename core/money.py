"""Money in whole fen: how it is shown, read, written in words, shared out and compared.

No floats and no Decimal anywhere: an amount is an int of fen, a ratio is two ints compared by multiplication.
"""

import re
from collections.abc import Mapping, Sequence

from core.errors import AmountNegative, AmountTooFine, AmountTooLarge, AmountUnreadable

# 9,999,999,999,999.99 yuan: what the words below can say, and far above what any book here holds.
MAX_FEN = 999_999_999_999_999
# Longer than MAX_FEN with every sign, comma and name around it; beyond it nothing is parsed at all.
_MAX_TEXT = 40

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): "¥",
    ord("\u3000"): " ",
    ord("−"): "-",
}
_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def format_yuan(fen: int) -> str:
    """Return ``fen`` as yuan with grouped digits and two decimals: 1860000 is "18,600.00"."""
    yuan, rest = divmod(abs(_whole(fen)), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def parse_yuan(text: str, *, field: str = "amount") -> int:
    """Return the fen that a person meant by ``text``: "1,234.5", "１２３", "￥18,600.00 元".

    Raises AmountUnreadable, AmountTooFine, AmountNegative and AmountTooLarge, each for the form field
    ``field``.
    """
    plain = text.translate(_HALF_WIDTH).strip().removeprefix("人民币").strip().removeprefix("¥")
    match = _AMOUNT.fullmatch(plain.strip().removesuffix("元").strip()) if len(text) <= _MAX_TEXT else None
    if match is None:
        raise AmountUnreadable(field=field)
    sign, yuan, decimals = match.groups(default="")
    if sign:
        raise AmountNegative(field=field)
    if len(decimals) > 2:
        raise AmountTooFine(field=field)
    fen = int(yuan.replace(",", "") + decimals.ljust(2, "0"))
    if fen > MAX_FEN:
        raise AmountTooLarge(field=field)
    return fen


def yuan_words(fen: int) -> str:
    """Return ``fen`` in the characters of a voucher: 1680032 is 人民币壹万陆仟捌佰元零叁角贰分.

    Source: 支付结算办法 附一《正确填写票据和结算凭证的基本规定》. Where that leaves 零 to the writer we
    take its first example: none between 万 and 仟, one between a round 元 and 角. 整 follows 元 and 角,
    never 分. Raises AmountTooLarge beyond MAX_FEN.
    """
    if abs(_whole(fen)) > MAX_FEN:
        raise AmountTooLarge
    yuan, jiao, rest = abs(fen) // 100, abs(fen) // 10 % 10, abs(fen) % 10
    words = _number_words(yuan) + "元" if yuan or not fen else ""
    if words and ((jiao and yuan % 10 == 0) or (rest and not jiao)):
        words += "零"
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    words += f"{_DIGITS[rest]}分" if rest else "整"
    return f"人民币{'负' if fen < 0 else ''}{words}"


def split(amount_fen: int, weights: Mapping[object, int] | Sequence[int]) -> list[int]:
    """Return ``amount_fen`` shared out by ``weights``, in their order; the parts add up to it exactly.

    Largest remainder: every part is the exact share rounded down, and the fen left over go one each to the
    largest remainders, among equals to the larger weight, then to the earlier. A negative amount gives the
    negative of the positive one, so a reversal undoes what was posted. Raises ValueError on weights that
    cannot share anything.
    """
    shares = list(weights.values() if isinstance(weights, Mapping) else weights)
    total = sum(_whole(share) for share in shares)
    if total <= 0 or min(shares) < 0:
        raise ValueError("weights must be whole numbers, none below zero and not all zero")
    amount = abs(_whole(amount_fen))
    parts = [amount * share // total for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (-(amount * shares[i] % total), -shares[i], i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts if amount_fen >= 0 else [-part for part in parts]


def ratio_reached(part: int, whole: int, num: int, den: int, *, strict: bool) -> bool:
    """Say whether ``part`` of ``whole`` reaches ``num/den``; ``strict`` means more than (过半数), not at
    least (以上).

    Nothing reaches a ratio of nothing: with ``whole`` 0 the answer is False. Source: 民法典 1259.
    """
    if min(_whole(part), _whole(whole), _whole(num)) < 0 or _whole(den) <= 0:
        raise ValueError("counts must not be below zero, and a ratio needs a positive denominator")
    if whole == 0:
        return False
    return part * den > whole * num if strict else part * den >= whole * num


def share_of(amount: int, num: int, den: int) -> int:
    """Return ``num/den`` of ``amount``, rounded down to the whole fen, so that a cap is never passed by
    rounding."""
    if min(_whole(amount), _whole(num)) < 0 or _whole(den) <= 0:
        raise ValueError("a share needs an amount and a ratio that are not below zero")
    return amount * num // den


def _number_words(number: int) -> str:
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _number_words(high) + name + gap + (_number_words(low) if low else "")
    return _DIGITS[number]


def _whole(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"money and weights are whole numbers, not {type(number).__name__}")
    return number
