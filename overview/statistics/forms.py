"""Forms of the statistics' pages."""

from django import forms

from core.forms import DayField, PlainForm


class SpanForm(PlainForm):
    """Chooses a year and the day up to which figures count; each may be left out."""

    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=1,
        max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "请填四位数的年份。"),
    )
    as_of = DayField(label="截止日期", required=False)


class PublishForm(PlainForm):
    """Confirms that a report is published; a correction says why."""

    reason = forms.CharField(
        label="更正原因",
        required=False,
        max_length=200,
        help_text="哪里变了、为什么，会和新数字一起公布。",
    )
