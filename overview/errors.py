"""Why a statistic can't be shown, or is not published."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class AsOfInFuture(Invalid):
    """Figures are counted up to a day that has come."""

    reason = _("截止日期还没有到。")
    message = _("截止日期还没有到。")
    hint = _("请填今天或以前的日期。")


class AsOfOutsideYear(Invalid):
    """A year is counted from its first day to a day of the same year."""

    message = _("截止日期不在 {year} 年里。")
    hint = _("请把年份改成截止日期的那一年，或只填其中一项。")


class YearUnknown(Invalid):
    """Nothing was counted before the portal's first year, nor after this one."""

    message = _("没有 {year} 年的统计。")
    hint = _("请填 {first} 到 {last} 之间的年份。")


class NotPrinted(Refused):
    """What is published is the printed report, so that has to be there first."""

    message = _("统计报告的 PDF 还没有生成，不能发布。")
    hint = _("请等进度显示“已完成”后再发布；没有做成的，先重试。")


class OnlyOfOneCommunity(Refused):
    """A street publishes its own figures, not those of a part."""

    message = _("这份报告只统计了一个社区，不能作为街道的统计发布。")
    hint = _("请以街道身份生成全街道的报告，再发布。")


class AlreadyPublished(Refused):
    """The same figures for the same day are published once."""

    message = _("截至{day}的这些数字已经发布过，和这份报告一样。")
    hint = _("不用再发布。数字有变化时，请重新生成报告，作为更正发布。")


class CorrectionUnexplained(Invalid):
    """Whoever replaces published figures says why they changed."""

    message = _("还没有写更正的原因。")
    hint = _("请用一两句话写清楚哪里变了、为什么。")
