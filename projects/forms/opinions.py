"""The form of the Party branch's opinion."""

from typing import Any

from django import forms

from core.forms import PlainForm, RadioCards


class OpinionForm(PlainForm):
    """同意 or 建议修改, of the text of one round."""

    agrees = forms.ChoiceField(
        label="您的意见",
        choices=(("yes", "同意"), ("no", "建议修改")),
        widget=RadioCards(hints={"yes": "物管委可以往下办", "no": "退给物管委改，改好再送您看"}),
    )
    words = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="建议修改的，请写清楚改什么。所有人都能看到，不要写姓名和电话。",
    )
    read_round = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``give_opinion`` takes, of a valid form."""
        return {**self.cleaned_data, "agrees": self.cleaned_data["agrees"] == "yes"}
