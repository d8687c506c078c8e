"""Signing in and out: allauth's flow with our forms and words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import newcomers
from accounts.forms import ConfirmCodeForm, RequestCodeForm
from accounts.models import SignIn, User
from accounts.shown import demonstrated
from accounts.weixin import linking
from core.masking import mask_phone


class AskForCode(RequestLoginCodeView):
    """Asks for the phone and sends a code to it."""

    form_class = RequestCodeForm
    template_name = "account/login.html"

    def get_form_class(self) -> type[RequestCodeForm]:
        """Return our form."""
        return RequestCodeForm

    def form_valid(self, form: RequestCodeForm) -> HttpResponse:
        """Send the code; a number that nobody registered gets one only where this browser was let in."""
        if form._user is None or not form._user.phone_verified:
            form._user = newcomers.begin_sign_in(self.request, form.cleaned_data["phone"])
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether WeChat may be offered."""
        return {**super().get_context_data(**kwargs), "has_weixin": linking.is_on()}

    def form_invalid(self, form: RequestCodeForm) -> HttpResponse:
        """Show the page again, with a status that says so."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmCode(ConfirmLoginCodeView):
    """Asks for the code and signs in."""

    template_name = "account/code.html"

    def get_form_class(self) -> type:
        """Return our form, or allauth's empty one for sending again."""
        return super().get_form_class() if self._action == "resend" else ConfirmCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose wrong tries to count."""
        kwargs = super().get_form_kwargs()
        return (
            kwargs if self._action == "resend" else {**kwargs, "phone": self._process.state.get("phone", "")}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show where the code went, and in a demonstration on this very machine the code itself."""
        context = super().get_context_data(**kwargs)
        context["sent_to"] = mask_phone(self._process.state.get("phone", ""))
        context["next"] = self.get_next_url() or ""
        context["demonstration_code"] = demonstrated(self.request, lambda: self._process.code)
        return context

    def form_invalid(self, form: ConfirmCodeForm) -> HttpResponse:
        """Note the wrong try; end the flow after the last one."""
        address = get_adapter().get_client_ip(self.request)
        SignIn.objects.create(user=self._process.user, succeeded=False, address=address)
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignOut(LogoutView):
    """Signs out at once: the button is the question."""

    http_method_names = ["post"]


@require_POST
def set_size(request: HttpRequest) -> HttpResponse:
    """Keep the text size in a cookie, and with the sign-in if there is one; go back where one was."""
    size = request.POST.get("size", "")
    size = size if size in User.TextSize.values else ""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else reverse("overview:find"))
    response.set_cookie("size", size, max_age=settings.SESSION_COOKIE_AGE * 12, samesite="Lax", httponly=True)
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(text_size=size)
    return response
