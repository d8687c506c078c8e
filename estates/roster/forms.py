"""Shape of what is sent about rosters; what is allowed is decided by the services."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.forms import CheckboxCards, FilePicker, PlainForm, RadioCards
from estates.models import SamePerson
from estates.roster.reports import WORDS, Namesakes
from estates.roster.sheet import COLUMNS, EXTRAS, NEEDED


class RosterPicker(FilePicker):
    """A file input that offers workbooks and tables of text."""

    def __init__(self) -> None:
        super().__init__({"accept": ".xlsx,.csv"})


class UploadForm(PlainForm):
    """A roster's file."""

    file = forms.FileField(
        label="名册文件",
        help_text="Excel（.xlsx）或 CSV，最大 10 MB。上传后先核对，按“导入”才生效。",
        widget=RosterPicker(),
        error_messages={
            "invalid": "文件没有传上来，请再试一次。",
            "missing": "文件没有传上来，请再试一次。",
            "empty": "这个文件是空的，请换一个。",
        },
    )


class ApplyForm(PlainForm):
    """What the preview counted when somebody said yes to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WORDS:
            self.fields[name] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ColumnsForm(PlainForm):
    """Which of a sheet's unknown heads is which column; ``known`` columns are not asked about."""

    def __init__(
        self, *args: Any, heads: Sequence[str], known: Sequence[str], said: Mapping[str, str], **kwargs: Any
    ) -> None:
        self.columns = [column for column in (*COLUMNS, *EXTRAS) if column not in known]
        before = {column: head for head, column in said.items() if head in heads}
        super().__init__(*args, **kwargs)
        for number, column in enumerate(self.columns):
            none = "请选择" if column in NEEDED else "没有这一列"
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column,
                choices=[("", none), *((head, head) for head in heads)],
                initial=before.get(column, ""),
                required=column in NEEDED,
                error_messages={
                    "required": f"请选择哪一列是“{column}”。",
                    "invalid_choice": "表里没有这一列，请重新选。",
                },
            )

    @property
    def chosen(self) -> dict[str, str]:
        """The head of each column that has one."""
        answers = ((column, self.cleaned_data[f"column_{no}"]) for no, column in enumerate(self.columns))
        return {column: head for column, head in answers if head}


class NamesForm(PlainForm):
    """Who of one name is decided about, and how."""

    people = forms.MultipleChoiceField(
        label="和第一位同名的",
        widget=CheckboxCards,
        error_messages={"required": "还没有勾选。", "invalid_choice": "这一位刚刚核对过，请刷新再看。"},
    )
    decision = forms.ChoiceField(
        label="勾选的和第一位",
        choices=[choice for choice in SamePerson.State.choices if choice[0] != SamePerson.State.OPEN],
        widget=RadioCards(
            hints={"same": "合并到第一位名下，不能再分开。", "different": "各是各的，写明依据。"}
        ),
        error_messages={"required": "请选“是同一人”或“不是同一人”。"},
    )
    reason = forms.CharField(
        label="依据", help_text="不是同一人的要写。例如：本人到场核对过证件。", max_length=120, required=False
    )

    def __init__(self, *args: Any, group: Namesakes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(each, each.question) for each in group.others if each.question is not None]
        choices = [(str(question.pk), f"{each.person.name}（{each.units}）") for each, question in asked]
        people: Any = self.fields["people"]
        people.choices, people.initial = choices, [key for key, _label in choices]
        people.widget.hints = {
            str(question.pk): "、".join(
                filter(None, [each.phone, "有登录账号" if each.person.user_id else ""])
            )
            for each, question in asked
        }
