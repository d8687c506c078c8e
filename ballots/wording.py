"""Why a matter passed or not, in one sentence that anybody can check with a pencil."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ballots.counting import Limb, Measure, Question, Requirement, Threshold

DIGITS = "零一二三四五六七八九十"


def share(threshold: Threshold) -> str:
    """Return the share in words: 半数, 三分之二, 7/20."""
    numerator, denominator = threshold.numerator, threshold.denominator
    if (numerator, denominator) == (1, 2):
        return _("半数")
    if numerator == denominator:
        return _("全部")
    if denominator < len(DIGITS):
        return _("{whole}分之{part}").format(whole=DIGITS[denominator], part=DIGITS[numerator])
    return f"{numerator}/{denominator}"


def amount(measure: Measure, number: int, *, households: bool) -> str:
    """Return a number of heads, households or area as it is read."""
    if measure is Measure.AREA:
        return f"{number // 100:,}.{number % 100:02d} ㎡"
    return _("{number} 户").format(number=number) if households else _("{number} 人").format(number=number)


def verdict(limb: Limb, *, households: bool) -> str:
    """Return whether a limb is met, and what is missing if not: 没有达到三分之二，还差 1 人."""
    told = {
        (True, True): _("超过{share}"),
        (True, False): _("没有超过{share}"),
        (False, True): _("达到{share}"),
        (False, False): _("没有达到{share}"),
    }[limb.threshold.strict, limb.is_met].format(share=share(limb.threshold))
    if limb.is_met or not limb.missing:
        return told
    missing = amount(limb.measure, limb.missing, households=households)
    return _("{told}，还差 {missing}").format(told=told, missing=missing)


def clause(limb: Limb, *, households: bool, words: str = "") -> str:
    """Return one limb as a clause: 同意 5 户（参加 6 户），超过半数. ``words`` is the answer agreed to."""
    asked = limb.question is Question.PARTICIPATE
    who = _("参加") if asked else words or _("同意")
    what = _("面积 ") if limb.measure is Measure.AREA else " "
    among = _("全体") if asked else _("参加")
    part = amount(limb.measure, limb.part, households=households)
    whole = amount(limb.measure, limb.whole, households=households)
    return f"{who}{what}{part}（{among} {whole}），{verdict(limb, households=households)}"


def conditions(needed: Requirement, *, households: bool, most_wins: bool = False) -> list[str]:
    """Return what a matter needs to pass, one condition a line; ``most_wins``: the option that leads."""
    who = _("户数") if households else _("人数和面积都")
    lines = [_("参加的{who}{reach}").format(who=who, reach=_reach(needed.participate, whole=_("全体的")))]
    if most_wins:
        return [*lines, _("得票最多的方案选定")]
    reach = _reach(needed.agree, whole="")
    return [*lines, _("在参加的里面，同意的{who}{reach}").format(who=who, reach=reach)]


def _reach(threshold: Threshold, *, whole: str) -> str:
    words = _("超过{whole}{share}") if threshold.strict else _("达到{whole}{share}")
    return words.format(whole=whole, share=share(threshold))


def sentence(passed: bool, limbs: Iterable[Limb], *, households: bool) -> str:
    """Return why a yes-or-no matter passed or not.

    Where it failed, only the limbs that failed are told; where too few took part, how they answered
    does not matter (domain.md §6 case 10).
    """
    limbs = list(limbs)
    absent = [limb for limb in limbs if limb.question is Question.PARTICIPATE and not limb.is_met]
    failed = absent or [limb for limb in limbs if not limb.is_met]
    told = "；".join(clause(limb, households=households) for limb in failed or limbs)
    if passed:
        return _("通过：{told}。").format(told=told)
    if absent:
        return _("没有通过，参加的不够：{told}。").format(told=told)
    return _("没有通过：{told}。").format(told=told)


def option_sentence(winner: str, best: str, limbs: Iterable[Limb], *, households: bool) -> str:
    """Return which option was taken and why, or why none was; ``best`` is the one that came nearest."""
    limbs = list(limbs)
    failed = [limb for limb in limbs if not limb.is_met]
    told = "；".join(
        clause(limb, households=households, words=_("选“{best}”的").format(best=best))
        for limb in failed or limbs
    )
    if winner and not any(limb.question is Question.AGREE for limb in limbs):
        return _("选定“{winner}”，得票最多：{told}。").format(winner=winner, told=told)
    if winner:
        return _("选定“{winner}”：{told}。").format(winner=winner, told=told)
    if failed:
        return _("没有选定方案：{told}。").format(told=told)
    return _("没有选定方案：得票最多的方案不止一个。")
