import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from core.errors import Invalid, Refused
from core.forms import (
    CheckboxCards,
    DayField,
    ErrorLink,
    FilePicker,
    PhoneField,
    PhotoField,
    PlainForm,
    RadioCards,
    YuanField,
    error_links,
)


class Filing(PlainForm):
    choice = forms.ChoiceField(
        label="您的意见", widget=RadioCards(hints={"y": "换新门禁"}), choices=[("y", "同意"), ("n", "不同意")]
    )
    amount = YuanField(label="金额", help_text="写到分。")
    note = forms.CharField(label="说明", required=False)
    seen = forms.BooleanField(label="我看过了")


class Closed(Refused):
    message = "已经截止。"
    hint = "请看结果。"


class TooMuch(Invalid):
    message = "超过上限。"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.5", 123450),
        ("￥１２３", 12300),
        ("800元", 80000),
        (" 0.01 ", 1),
        ("", None),
        (1860000, 1860000),
    ],
)
def test_yuan_field_cleans_what_people_write_to_fen(typed, fen):
    assert YuanField(required=False).clean(typed) == fen


@pytest.mark.parametrize("typed", ["12a", "1.234", "-5", "3万", "1e3", "NaN"])
def test_yuan_field_refuses_what_is_no_amount(typed):
    with pytest.raises(forms.ValidationError):
        YuanField().clean(typed)


def test_yuan_field_shows_fen_as_yuan_and_typed_words_as_typed():
    assert YuanField().prepare_value(1860000) == "18600.00"
    assert YuanField().prepare_value("12a") == "12a"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800000000", "+8613800000000"),
        (" 138 0000 0000 ", "+8613800000000"),
        ("１３８-0000-0000", "+8613800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("8613800000000", "+8613800000000"),
        ("008613800000000", "+8613800000000"),
        ("+852 5123 4567", "+85251234567"),
        ("0085251234567", "+85251234567"),
        ("", ""),
    ],
)
def test_phone_field_cleans_to_e164(typed, number):
    assert PhoneField(required=False).clean(typed) == number


@pytest.mark.parametrize(
    "typed", ["1380000000", "12800000000", "138000000000", "+8612345678901", "0838-5550123", "abc"]
)
def test_phone_field_refuses_what_cannot_receive_a_code(typed):
    with pytest.raises(forms.ValidationError) as refusal:
        PhoneField().clean(typed)

    assert refusal.value.messages == ["手机号不对。请填 11 位手机号，例如 13800000000。"]


def test_photo_field_takes_the_bytes_as_they_come():
    photo = SimpleUploadedFile("a.jpg", b"not judged here")

    assert PhotoField().clean(photo).read() == b"not judged here"


def test_photo_field_opens_camera_and_album():
    class Photo(PlainForm):
        photo = PhotoField(label="照片")

    drawn = str(Photo())

    assert 'accept="image/*"' in drawn
    assert "multiple" not in drawn
    assert "capture" not in drawn
    assert Photo({}).errors["photo"] == ["请拍一张照片，或从相册里选一张。"]


@pytest.mark.parametrize(
    ("field", "words", "nothing"),
    [
        (PhotoField(label="照片"), "拍照或选照片", "还没有选照片"),
        (forms.FileField(label="名册", widget=FilePicker), "选择文件", "还没有选文件"),
    ],
)
def test_file_inputs_have_a_button_in_chinese(field, words, nothing):
    form = PlainForm()
    form.fields["file"] = field

    drawn = str(form)

    assert drawn.count('type="file"') == 1
    assert re.search(rf'<label class="btn btn--line pick__btn" for="id_file">.*{words}</label>', drawn)
    assert f'data-nothing="{nothing}" role="status"></span>' in drawn


def test_day_field_uses_the_browsers_picker():
    class Day(PlainForm):
        bought = DayField(label="日期")

    assert 'type="date"' in str(Day())
    assert Day({"bought": "30/11"}).errors["bought"] == ["日期不对。请填成 2026-11-30 这样。"]
    assert Day({}).errors["bought"] == ["请选择日期。"]


def test_plain_form_says_by_name_what_is_missing():
    assert Filing({}).errors == {
        "choice": ["请选择您的意见。"],
        "amount": ["请填写金额。"],
        "seen": ["请先勾选“我看过了”。"],
    }


def test_plain_form_keeps_words_written_for_a_field():
    class Own(PlainForm):
        room = forms.CharField(label="房号", error_messages={"required": "请写房号，例如 3栋2单元501。"})

    assert Own({}).errors["room"] == ["请写房号，例如 3栋2单元501。"]


def test_plain_form_prints_no_required_attribute():
    assert "required" not in str(Filing())


def test_plain_form_ties_help_and_error_to_the_input():
    drawn = str(Filing({"amount": "12a"}))

    assert 'aria-describedby="id_amount_helptext id_amount_error"' in drawn
    assert 'id="id_amount_helptext"' in drawn
    assert 'id="id_amount_error"' in drawn
    assert 'value="12a"' in drawn
    assert drawn.count('aria-invalid="true"') == 4  # amount, both radios, the tick


def test_plain_form_groups_radios_under_their_question():
    drawn = str(Filing())

    assert "<legend>您的意见</legend>" in drawn
    assert '<label for="id_choice_0"><strong>同意</strong><span>换新门禁</span></label>' in drawn
    assert '<label for="id_choice_1"><strong>不同意</strong></label>' in drawn


def test_plain_form_marks_what_may_stay_empty():
    assert str(Filing()).count("（选填）") == 1


def test_plain_form_escapes_what_was_typed():
    drawn = str(Filing({"note": '"><script>'}))

    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("refusal", "field", "words"),
    [
        (TooMuch(field="amount"), "amount", "超过上限。"),
        (TooMuch(field="gone"), "__all__", "超过上限。"),
        (Closed(), "__all__", "已经截止。请看结果。"),
    ],
)
def test_refuse_puts_the_words_where_they_belong(refusal, field, words):
    form = Filing({"choice": "y", "amount": "1", "seen": "on"})
    assert form.is_valid()

    form.refuse(refusal)

    assert form.errors == {field: [words]}


def test_error_links_lead_to_the_first_radio_of_a_group():
    assert error_links(Filing({})) == [
        ErrorLink("#id_choice_0", "请选择您的意见。"),
        ErrorLink("#id_amount", "请填写金额。"),
        ErrorLink("#id_seen", "请先勾选“我看过了”。"),
    ]


def test_error_links_name_no_input_for_the_whole_form_or_a_hidden_field():
    class Hidden(PlainForm):
        unit = forms.IntegerField(label="房屋", widget=forms.HiddenInput)

        def clean(self):
            raise forms.ValidationError("两处不一致。")

    assert error_links(Hidden({})) == [ErrorLink("", "两处不一致。"), ErrorLink("", "请填写房屋。")]


def test_error_links_walk_formsets_and_skip_what_is_missing():
    class Line(PlainForm):
        item = forms.CharField(label="名目")

    class Lines(forms.BaseFormSet):
        def clean(self):
            raise forms.ValidationError("各行相加不等于总数。")

    lines = forms.formset_factory(Line, formset=Lines, min_num=2, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-item": "水泥", "form-1-item": ""}

    links = error_links(None, lines(data))

    assert links == [ErrorLink("", "各行相加不等于总数。"), ErrorLink("#id_form-1-item", "请填写名目。")]


def test_error_summary_lists_every_error_with_its_link():
    drawn = engines["django"].from_string("{% load tongxin %}{% error_summary f %}").render({"f": Filing({})})

    assert 'role="alert" tabindex="-1"' in drawn
    assert "还有 3 处要改" in drawn
    assert '<a href="#id_choice_0">请选择您的意见。</a>' in drawn


def test_checkbox_cards_offer_several():
    class Missing(PlainForm):
        items = forms.MultipleChoiceField(
            label="哪些要补", widget=CheckboxCards(), choices=[("a", "照片"), ("b", "比价单")]
        )

    form = Missing({"items": ["a", "b"]})

    assert form.is_valid()
    assert form.cleaned_data == {"items": ["a", "b"]}
    assert str(form).count('type="checkbox"') == 2
    assert str(form).count(" checked") == 2


def test_plain_form_takes_out_what_cannot_be_seen_and_leaves_lines_and_refuses_nul():
    typed = {"choice": "y", "amount": "1\u202e2", "note": "第一行\x1b\n\u2066第二行", "seen": "on"}
    form, nul = Filing(typed), Filing({**typed, "note": "零\x00"})

    assert form.is_valid()
    assert (form.cleaned_data["amount"], form.cleaned_data["note"]) == (1200, "第一行\n第二行")
    assert "\x1b" not in str(form["note"])
    assert list(nul.errors) == ["note"]
