"""Shape of what is typed about notices."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.forms import FilePicker, PlainForm, RadioCards
from notices.models import Objection
from notices.reports import code_meant
from notices.services import OBJECTION_LENGTH, REASON_LENGTH, REPLY_LENGTH

# Well above any notice we print (trust.md C4: 2,000 rows are under 1 MB), well below what fills a disk.
MAX_COMPARED_BYTES = 10 * 1024 * 1024


class ObjectionForm(PlainForm):
    """What a home has against a notice."""

    text = forms.CharField(
        label="您的异议",
        help_text=f"写清楚哪一项不对、为什么。最多 {OBJECTION_LENGTH} 字，请不要写手机号或身份证号。",
        widget=forms.Textarea({"rows": 6}),
        max_length=OBJECTION_LENGTH,
    )


class AnswerForm(PlainForm):
    """The written reply."""

    outcome = forms.ChoiceField(
        label="结论",
        choices=Objection.Outcome.choices,
        widget=RadioCards(
            hints={
                Objection.Outcome.UPHELD: "公示有错。之后请撤回这份公示，改正后重新公示。",
                Objection.Outcome.PARTLY: "有一部分说得对，但不影响结果。",
                Objection.Outcome.REJECTED: "核对过，公示没有错。",
            }
        ),
    )
    text = forms.CharField(
        label="答复",
        help_text=f"写明核对了什么、依据是什么。所有人都能看到，最多 {REPLY_LENGTH} 字，提交后不能修改。",
        widget=forms.Textarea({"rows": 8}),
        max_length=REPLY_LENGTH,
    )


class WithdrawForm(PlainForm):
    """Why a notice is taken back."""

    reason = forms.CharField(
        label="撤回原因",
        help_text="所有人都能看到。",
        widget=forms.Textarea({"rows": 4}),
        max_length=REASON_LENGTH,
    )
    conceal = forms.BooleanField(label="正文里有个人信息，撤回后不再显示正文和 PDF", required=False)


class LookupForm(PlainForm):
    """A code read off a paper."""

    code = forms.CharField(
        label="查验码",
        help_text="在公示末尾的二维码旁边，数字和字母。横线可以不填，大小写都可以。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        max_length=80,
    )

    def clean_code(self) -> str:
        """Return the code in its one spelling."""
        code = code_meant(self.cleaned_data["code"])
        if not code:
            raise ValidationError("查验码不完整或有错字。请对照公示上的查验码再填一次。")
        return code


class CompareForm(PlainForm):
    """A file to be compared with what was published; it is hashed and forgotten."""

    file = forms.FileField(
        label="要核对的 PDF 文件", help_text="只用来比对，不会保存。最大 10 MB。", widget=FilePicker
    )

    def clean_file(self) -> UploadedFile:
        """Return the upload if it is not too large to be one of ours."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > MAX_COMPARED_BYTES:
            raise ValidationError("这个文件超过 10 MB，不会是本平台生成的公示。")
        return file
