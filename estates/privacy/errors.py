"""Refusals about people's data."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class NotOneself(Refused):
    """Only the person may do this, or whoever enters their signed paper."""

    status = 403
    message = _("这是别人的资料，不能替他办。")
    hint = _("请本人登录来办，或请社区凭签字的纸办理。")


class NothingToAgreeTo(Invalid):
    """A purpose that needs no consent, or is not for this person."""

    message = _("这一项不需要同意，或不适用。")
    hint = _("请回到“我的资料”重新选择。")


class ScanMissing(Invalid):
    """A consent on paper is entered with the paper."""

    field = "scan"
    message = _("缺少签字的同意书照片。")
    hint = _("请拍下签好字的那一张，再提交。")


class GuardianMissing(Refused):
    """Somebody under the age needs a guardian who is registered and agreed."""

    message = _("不满 {age} 岁，要先有监护人的同意。")
    hint = _("请先登记监护人，再录入监护人签字的同意书。")


class GuardianWrong(Invalid):
    """The guardian of a child is another registered adult of the same estate."""

    field = "guardian"
    message = _("这个人不能做监护人。")
    hint = _("请选在本小区登记的成年人。")


class ConsentMissing(Refused):
    """Sensitive data are written down only with a consent of their own (PIPL 29)."""

    message = _("还没有本人对“{title}”的单独同意，不能登记。")
    hint = _("请本人在“我的资料”里点同意，或录入签字的同意书。")


class SealUnreadable(Refused):
    """The keys in use open this sealed value no more."""

    message = _("这条加密的内容现在打不开。")
    hint = _("可能换过密钥。请告诉系统管理员核对数据密钥，内容没有丢。")


class RequestEmpty(Invalid):
    """A correction says what is wrong."""

    field = "words"
    message = _("请写明哪里不对、应该是什么。")
    hint = _("例如：手机号换了，新号码请打电话核对。")


class ErasureBlocked(Refused):
    """Something the law or somebody's money hangs on keeps the data."""

    message = _("现在还不能删除：{reasons}。")
    hint = _("这些办完以后可以再提；不用办完也可以先撤回各项同意。")


class AnswerMissing(Invalid):
    """A request is answered with reasons (PIPL 50)."""

    field = "answer"
    message = _("请写明答复的理由。")
    hint = _("同意的写办了什么，不同意的写为什么。")


class CopyGone(Refused):
    """The copy was deleted after its time, or is not made yet."""

    status = 404
    message = _("没有可以下载的副本。")
    hint = _("副本只保留一段时间。请在“我的资料”里重新导出。")


class HoldReasonMissing(Invalid):
    """A hold is placed and lifted for a reason."""

    field = "reason"
    message = _("请写明原因。")
    hint = _("例如：某某纠纷，案号或来函编号。")


class HoldWithoutPerson(Invalid):
    """The name is nobody's here, or more than one person's."""

    field = "name"
    message = _("没有找到这个人，或有几个同名的人。")
    hint = _("请核对姓名；同名时请先锁定全小区，再请社区核对。")


class HoldLifted(Refused):
    """The hold is over already."""

    message = _("这个锁定已经解除。")
    hint = _("需要再锁定，请重新登记。")
