"""Forms a 75-year-old can fill in: plain fields, errors in words, nothing the browser pops up.

Forms check shape only; what is allowed is decided by the services (style.md part B). What a service refuses
because of something typed comes back to the form: ``core.web.taken`` calls the service, ``PlainForm.refuse``
puts the words at the field that the refusal names, ``core.web.form_page`` draws the page again with 422.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist

from core.errors import Invalid, Refused
from core.money import format_yuan, parse_yuan
from core.text import readable

MAINLAND_MOBILE = re.compile(r"1[3-9][0-9]{9}")
E164 = re.compile(r"\+[1-9][0-9]{7,14}")


class Renderer(TemplatesSetting):
    """Renders with ``templates/forms/``; a widget we do not draw comes from Django's own package."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    djangos_own = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Return the template of that name, ours first."""
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self.djangos_own.get_template(template_name)


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; ``href`` is empty where no input can be named."""

    href: str
    message: str


def error_links(*forms_or_sets: Any) -> list[ErrorLink]:
    """Return every error of the given forms and formsets, each with the link to its input."""
    return [link for part in forms_or_sets if part is not None for link in _links(part)]


def _links(part: Any) -> Iterator[ErrorLink]:
    if isinstance(part, forms.BaseFormSet):
        yield from (ErrorLink("", str(message)) for message in part.non_form_errors())
        for form in part.forms:
            yield from _links(form)
        return
    yield from (ErrorLink("", str(message)) for message in part.non_field_errors())
    for field in part:
        yield from (ErrorLink(_input_link(field), str(message)) for message in field.errors)


def _input_link(field: forms.BoundField) -> str:
    if field.is_hidden or not field.auto_id:
        return ""
    # A group of radios or boxes has no id of its own: its first input is called id_<name>_0.
    return f"#{field.id_for_label or f'{field.auto_id}_0'}"


class PlainForm(forms.Form):
    """A form whose fields carry no ``required`` bubble and say by name what is missing.

    ``refused_at`` says which field of the form a refusal's ``field`` is, where they are called differently:
    ``{"occurred_on": "paid_on"}``.
    """

    use_required_attribute = False
    default_renderer = Renderer
    refused_at: ClassVar[Mapping[str, str]] = {}
    refusal: Refused | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _what_is_missing(field, str(self[name].label))

    def full_clean(self) -> None:
        """Clean what was typed, without the characters that nobody sees and nobody could take out."""
        if self.is_bound:
            self.data = readable(self.data)
        super().full_clean()

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal at the field it names, or above the form."""
        self.refusal = refusal
        field = self.refused_at.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, f"{refusal.message}{refusal.hint}")


def _what_is_missing(field: forms.Field, label: str) -> str:
    if isinstance(field, PhotoField):
        return "请拍一张照片，或从相册里选一张。"
    if isinstance(field, forms.BooleanField):
        return f"请先勾选“{label}”。"
    choose = isinstance(field, forms.ChoiceField | forms.DateField | forms.FileField)
    return f"请选择{label}。" if choose else f"请填写{label}。"


class YuanInput(forms.TextInput):
    """A text input with the number pad and 元 behind it."""

    template_name = "forms/yuan_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class YuanField(forms.Field):
    """Takes an amount as people write it (1,234.5 · ￥１２３ · 800元) and cleans it to whole fen."""

    widget = YuanInput

    def prepare_value(self, value: Any) -> Any:
        """Return fen as ``18600.00``; what was typed is shown again as typed."""
        return format_yuan(value).replace(",", "") if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """Return the amount in fen, or None where nothing was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_yuan(value)
        except Invalid as refusal:
            raise ValidationError(f"{refusal.message}{refusal.hint}", code=refusal.code) from refusal


class PhoneInput(forms.TextInput):
    """A telephone input that offers the phone's own number."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})


class PhoneField(forms.CharField):
    """Takes a mainland mobile as typed, or any number with its country, and cleans it to E.164."""

    widget = PhoneInput

    def to_python(self, value: Any) -> str:
        """Return ``+8613800000000``; empty where nothing was typed."""
        typed = unicodedata.normalize("NFKC", super().to_python(value) or "")
        number = re.sub(r"[\s().-]", "", typed)
        number = re.sub(r"^00(?=[1-9])", "+", number)
        number = re.sub(r"^\+?86(?=1[3-9][0-9]{9}$)", "", number)
        if not number:
            return ""
        if MAINLAND_MOBILE.fullmatch(number):
            return f"+86{number}"
        if E164.fullmatch(number) and not number.startswith("+86"):
            return number
        raise ValidationError("手机号不对。请填 11 位手机号，例如 13800000000。", code="invalid")


class FilePicker(forms.FileInput):
    """One file input under a button of ours: browsers write theirs in their own language.

    Where there is no script, only the words beside it are the browser's.
    """

    template_name = "forms/photo_input.html"
    icon, button, nothing = "doc", "选择文件", "还没有选文件"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template draws: the button's icon and words, and those for nothing chosen."""
        words = {"icon": self.icon, "button": self.button, "nothing": self.nothing}
        return {**super().get_context(name, value, attrs), **words}


class PhotoInput(FilePicker):
    """One file input that opens camera or album: no ``multiple``, no ``capture``.

    WeChat on Android hides the camera for ``multiple``, on iOS the album for ``capture``.
    """

    icon, button, nothing = "camera", "拍照或选照片", "还没有选照片"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "data-photo": "", **(attrs or {})})


class PhotoField(forms.FileField):
    """Takes one picture as it comes; ``core.images.clean`` judges the bytes."""

    widget = PhotoInput
    default_error_messages = {
        "invalid": "照片没有传上来，请再试一次。",
        "missing": "照片没有传上来，请再试一次。",
        "empty": "这张照片是空的，请重新拍一张。",
    }


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """Takes one day."""

    widget = DayInput
    default_error_messages = {"invalid": "日期不对。请填成 2026-11-30 这样。"}


class _Cards:
    """Options as whole-width cards; ``hints`` puts a line under an option's label."""

    def __init__(self, *args: Any, hints: dict[Any, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return {**option, "hint": self.hints.get(str(value), "")}


class RadioCards(_Cards, forms.RadioSelect):
    """One choice among cards that are pressed anywhere."""

    template_name = "forms/cards.html"


class CheckboxCards(_Cards, forms.CheckboxSelectMultiple):
    """Several choices among cards that are pressed anywhere."""

    template_name = "forms/cards.html"
