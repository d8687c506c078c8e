"""Refusals of giving and ending offices."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class PostConflict(Refused):
    """Two offices that must be held by different people."""

    heading = _("这两个职务要由两个人担任")
    message = _("这个人是“{held}”，同一时间不能再担任“{wanted}”。")
    hint = _("请另选一位，或先办原来职务的离任。")
    field = "role"


class AlreadyInOffice(Refused):
    """The same office twice at one time."""

    message = _("这个人已经是“{held}”，不用再任命一次。")
    hint = _("要改日期，请先办离任，再重新任命。")
    field = "role"


class WrongPlace(Refused):
    """An estate's office for somebody of the street, or the other way round."""

    message = _("“{role}”不是这里的职务。")
    hint = _("小区的职务在小区任命，街道和社区的职务在街道任命。")
    field = "role"


class CommunityMissing(Refused):
    """An office with a community, and no community named."""

    message = _("还没有写是哪个社区的“{role}”。")
    hint = _("请选一个社区。")
    field = "community"


class AuthorityMissing(Refused):
    """An office given or ended on nobody's authority."""

    message = _("还没有写依据。")
    hint = _("请写任免文号或公告编号，比如 街办任〔2026〕3号。")
    field = "authority"


class EndsBeforeItStarts(Refused):
    """A term that is over before it begins."""

    message = _("离任日期要晚于任职日期。")
    hint = _("请改日期；没有期限的，离任日期留空。")
    field = "ends_on"


class EndsInThePast(Refused):
    """An end before today: what was done in between was done in office."""

    message = _("离任日期不能早于今天，这期间办的事都是在任上办的。")
    hint = _("请填今天或以后的日期，实际离任日写在依据里。")
    field = "ends_on"


class PostHasEnded(Refused):
    """An office that is over, or already ends earlier."""

    message = _("“{role}”已经定在 {day} 离任。")
    hint = _("离任日期只能提前，不能推后；要继续任职，请重新任命。")
    field = "ends_on"


class OwnOffice(Refused):
    """Nobody gives an office to themselves, or ends their own."""

    heading = _("自己的职务要请别人来办")
    message = _("不能任免自己。")
    hint = _("请另一位有权任命的人来办。")
    status = 403


class NotAPersonAnyMore(Refused):
    """A person who died or whose data was deleted."""

    message = _("这个人的资料已经删除，或已经去世，不能任命。")
    hint = _("请另选一位。")


class AdministratorThere(Refused):
    """Only the first of each kind comes from the command line; the next from an administrator of security."""

    message = _("这个街道已经有“{role}”了。")
    hint = _("换人请安全管理员在网页上办理。")


class SignInTaken(Refused):
    """Another person of the street signs in by this number."""

    message = _("街道已经有人用这个手机号登录。")
    hint = _("请核对手机号；同一个人请在名单里找到再任命。")
    field = "phone"
