"""Forms of the overview pages."""

from collections.abc import Sequence

from django import forms

from core.forms import PlainForm
from overview.reports import Place


class FindForm(PlainForm):
    """Looks for an estate."""

    q = forms.CharField(label="小区名称或拼音", required=False, max_length=40)


class CapacityForm(PlainForm):
    """Chooses what to act as at a place, among what one really is."""

    place = forms.CharField()
    capacity = forms.CharField()

    def __init__(self, *args: object, places: Sequence[Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def clean(self) -> dict[str, str]:
        """Accept only a capacity that is held at the place."""
        data = super().clean()
        held = {(place.key, each.key) for place in self.places for each in place.capacities}
        if (data.get("place"), data.get("capacity")) not in held:
            raise forms.ValidationError("您在那里没有这个身份。")
        return data
