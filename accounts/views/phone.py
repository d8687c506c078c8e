"""Changing one's own number in two steps: which, and the code that came to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts import codes, phones
from accounts.forms import CodeForm, NewPhoneForm
from accounts.fresh import fresh_sign_in_required
from accounts.shown import demonstrated
from accounts.views.confirming import FORMS
from core.masking import mask_phone
from core.web import form_page, sent, taken


@require_http_methods(FORMS)
@fresh_sign_in_required
def phone(request: HttpRequest) -> HttpResponse:
    """Ask which number it shall be, and send a code there."""
    form = NewPhoneForm(request.POST or None)
    if sent(request, form) and taken(form, phones.ask_for_phone, request, form.cleaned_data["phone"]):
        return redirect("account_phone_code")
    context = {"current": mask_phone(request.user.phone)}
    return form_page(request, "account/phone.html", form, context)


@require_http_methods(FORMS)
@fresh_sign_in_required
def phone_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that came to the new number, and change to it."""
    waiting = codes.sent_code(request, phones.PURPOSE)
    if waiting is None:
        return redirect("account_phone")
    form = CodeForm(request.POST or None)
    if sent(request, form) and taken(form, phones.change_phone, request, form.cleaned_data["code"]):
        messages.success(request, "登录手机号已经换好，其他设备都已退出登录。")
        return redirect("account_security")
    context = {"sent_to": mask_phone(waiting.phone)}
    context["demonstration_code"] = demonstrated(request, lambda: waiting.code)
    return form_page(request, "account/phone_code.html", form, context)
