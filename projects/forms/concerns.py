"""Forms around a concern: photo, words, looking over, resolving."""

from typing import Any

from django import forms

from core.forms import PhotoField, PlainForm, RadioCards
from estates.models import Building
from projects.models import Concern
from projects.models.concerns import PLACE_LENGTH, WORDS_LENGTH
from tenancy.models import Estate


class PhotoForm(PlainForm):
    """The first step: a photo, or none."""

    photo = PhotoField(label="照片", required=False, help_text="尽量不要拍到人脸、车牌和门牌号。")

    @property
    def bytes(self) -> bytes | None:
        """The photo as it came, of a valid form."""
        upload = self.cleaned_data["photo"]
        return upload.read() if upload else None


class WordsForm(PlainForm):
    """The second step: where and what."""

    building = forms.ModelChoiceField(
        Building.objects.none(), label="哪一栋", required=False, empty_label="不在某一栋"
    )
    place = forms.CharField(label="在哪里", max_length=PLACE_LENGTH, help_text="例如：2 单元楼道、东门口。")
    words = forms.CharField(
        label="什么情况",
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text="写看到的情况就行，不用写姓名和电话。",
    )

    def __init__(self, *args: Any, estate: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.filter(estate=estate)  # type: ignore[attr-defined]


class PublishForm(PlainForm):
    """The words and the photo that neighbours will see."""

    place = forms.CharField(label="公开的位置", max_length=PLACE_LENGTH)
    words = forms.CharField(
        label="公开的文字",
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text="去掉姓名、房号、电话，去掉没有根据的话，只留事实。",
    )
    photo_shown = forms.ChoiceField(
        label="照片能不能公开",
        choices=(("no", "不公开"), ("yes", "可以公开")),
        widget=RadioCards(hints={"yes": "我看过了：没有人脸、车牌、门牌"}),
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        words = {
            "place": concern.masked_whole_place[:PLACE_LENGTH],
            "words": concern.masked_words[:WORDS_LENGTH],
        }
        super().__init__(*args, initial=words, **kwargs)
        if not concern.photo_id:
            del self.fields["photo_shown"]

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``publish_concern`` takes."""
        shown = self.cleaned_data.get("photo_shown") == "yes"
        return {
            "place": self.cleaned_data["place"],
            "words": self.cleaned_data["words"],
            "photo_shown": shown,
        }


class DeclineForm(PlainForm):
    """Why neighbours will not see it; the reporter will."""

    reason = forms.CharField(
        label="不公开的原因",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="只有反映人看得到。",
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``decline_concern`` takes."""
        return dict(self.cleaned_data)


class ResolveForm(PlainForm):
    """How a small matter was settled, in words and picture."""

    words = forms.CharField(
        label="怎样解决的", max_length=300, widget=forms.Textarea({"rows": 3}), help_text="居民会看到这段话。"
    )
    photo = PhotoField(label="解决后的照片", required=False)

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``resolve_concern`` takes."""
        upload = self.cleaned_data["photo"]
        return {"words": self.cleaned_data["words"], "photo": upload.read() if upload else None}
