"""Forms of residents on a project's page, and the filter of its list."""

from typing import Any

from django import forms

from core.forms import PlainForm, RadioCards
from projects.models import Acceptance, Rating


class ConfirmForm(PlainForm):
    """What a resident found on the spot."""

    conclusion = forms.ChoiceField(label="您看了以后", choices=Acceptance.Conclusion, widget=RadioCards)
    words = forms.CharField(
        label="想说明的",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="要整改的，请写清楚哪里不行。",
    )


class RateForm(PlainForm):
    """How content a home is."""

    level = forms.ChoiceField(label="这个项目办得怎么样", choices=Rating.Level, widget=RadioCards)
    words = forms.CharField(
        label="想说的话",
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="只有物管委看得到，不显示是谁写的。",
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``rate_project`` takes."""
        return {"level": Rating.Level(self.cleaned_data["level"]), "words": self.cleaned_data["words"]}
