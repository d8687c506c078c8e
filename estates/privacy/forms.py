"""Shape of what is typed about people's data."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core import images
from core.forms import CheckboxCards, PhotoField, PlainForm, RadioCards
from core.purposes import all_agreements
from estates.models import Person
from estates.privacy.mine import Place
from estates.privacy.services.facts import CARE_FLAGS, POLITICAL_STATUSES

WORDS, REASON = 500, 200


class _PlacedForm(PlainForm):
    """A form about oneself at one of one's places."""

    place = forms.ChoiceField(label="哪个小区的资料", widget=RadioCards)

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        self.fields["place"].choices = [(place.key, place.name) for place in places]
        if len(places) == 1:
            self.fields["place"].initial = places[0].key
            self.fields["place"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> Place:
        """The place that was meant."""
        return self.places[self.cleaned_data["place"]]


class ConsentForm(_PlacedForm):
    """One press on 同意 or 撤回."""

    purpose = forms.ChoiceField(label="事项")
    given = forms.TypedChoiceField(
        label="意思", choices=[("yes", "同意"), ("no", "撤回")], coerce=lambda value: value == "yes"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.key, each.title) for each in all_agreements()]


class CorrectionForm(_PlacedForm):
    """What is wrong, and what it should be."""

    words = forms.CharField(
        label="哪里不对，应该是什么",
        help_text="写清楚就行，工作人员会打电话核对。请不要写身份证号。",
        widget=forms.Textarea({"rows": 5}),
        max_length=WORDS,
    )


class ErasureForm(_PlacedForm):
    """Everything is to go."""

    words = forms.CharField(
        label="想说的话", widget=forms.Textarea({"rows": 3}), max_length=WORDS, required=False
    )
    sure = forms.BooleanField(label="我知道删除后不能恢复，要重新登记才能再用")


class WithdrawalForm(_PlacedForm):
    """A request is taken back."""

    request = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)


class AnswerForm(PlainForm):
    """The written answer to a request."""

    agreed = forms.TypedChoiceField(
        label="结果",
        choices=[("yes", "同意，已经办了"), ("no", "不同意")],
        coerce=lambda value: value == "yes",
        widget=RadioCards,
    )
    answer = forms.CharField(
        label="答复",
        help_text="写明办了什么，或为什么不能办。本人能看到。",
        widget=forms.Textarea({"rows": 5}),
        max_length=WORDS,
    )


class CareForm(PlainForm):
    """What somebody needs."""

    flags = forms.MultipleChoiceField(
        label="特殊关照", choices=list(CARE_FLAGS.items()), widget=CheckboxCards
    )
    words = forms.CharField(
        label="说明", help_text="只写照顾他需要知道的。", max_length=REASON, required=False
    )


class PoliticalForm(PlainForm):
    """Somebody's political status."""

    status = forms.ChoiceField(label="政治面貌", choices=list(POLITICAL_STATUSES.items()), widget=RadioCards)


class PaperForm(PlainForm):
    """A signed consent, with its photo. The guardian is named for a child only."""

    purpose = forms.ChoiceField(label="同意什么", widget=RadioCards)
    given = forms.TypedChoiceField(
        label="意思",
        choices=[("yes", "同意"), ("no", "撤回")],
        coerce=lambda value: value == "yes",
        widget=RadioCards,
    )
    guardian = forms.ModelChoiceField(
        label="监护人",
        queryset=Person.objects.none(),
        required=False,
        empty_label="不需要监护人",
        help_text="只有“监护人同意孩子登记”要填，从同住一套房屋的大人里选。",
    )
    scan = PhotoField(label="签字的同意书")

    def __init__(self, *args: Any, guardians: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.key, each.title) for each in all_agreements()]
        self.fields["guardian"].queryset = guardians
        self.fields["guardian"].label_from_instance = lambda person: person.name

    def clean_scan(self) -> Any:
        """Return the photo, cleaned of what it does not show."""
        try:
            return images.clean(self.cleaned_data["scan"].read())
        except images.ImageRefused as refusal:
            raise forms.ValidationError(f"{refusal.message}{refusal.hint}") from refusal


class HoldForm(PlainForm):
    """Whose data are locked, and why; nobody named is the whole estate."""

    name = forms.CharField(
        label="谁的资料", help_text="填在本小区登记的全名；不填就是全小区。", max_length=60, required=False
    )
    reason = forms.CharField(label="原因", help_text="哪个争议、案号或来函编号。", max_length=REASON)


class LiftForm(PlainForm):
    """Why a hold ends."""

    reason = forms.CharField(label="解除原因", max_length=REASON)


class FindForm(PlainForm):
    """A name to look for."""

    q = forms.CharField(label="姓名", max_length=60, required=False)
