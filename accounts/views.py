"""The door: signing in and out, changing the own password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.devices import remember
from accounts.forms import PasswordForm, SignInForm
from accounts.models import User
from accounts.passwords import change_reason
from accounts.public import first_password_page, public_page
from core.problems import TooOften
from core.web import attempt

BACKEND = "accounts.backends.NameOrPhone"


def next_address(request: HttpRequest, default: str = "/") -> str:
    """Where to go on, of this site only (an open redirect would lend our name to a forger)."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else default


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """The form; a higher app adds the demo's cards by `more()`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_address(request))
        return self.show(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, 400)
        try:
            user = services.check_sign_in(request, **form.cleaned_data)
        except TooOften as wait:
            form.add_error(None, wait.detail)
            response = self.show(request, form, wait.status)
            response["Retry-After"] = str(wait.retry_after)
            return response
        if user is not None:
            return let_in(request, user)
        form.add_error(None, services.REFUSED)
        return self.show(request, form, 400)

    def show(self, request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": next_address(request), **self.more(request)}
        return render(request, "accounts/sign_in.html", context, status=status)

    def more(self, request: HttpRequest) -> dict[str, Any]:
        return {}


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """A new session key, its clocks, and back to where the person wanted to be."""
    login(request, user, backend=BACKEND)
    services.signed_in(user, request.session)
    response = HttpResponseRedirect(next_address(request))
    remember(request, response, user)
    if user.large_text:
        response.set_cookie("large", "1", max_age=365 * 24 * 3600, samesite="Lax")
    return response


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The views above say it themselves, in Chinese and beside the form."""
    return response


@public_page
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click, in demo mode and for demo accounts alone."""
    if not settings.DEMO:
        raise Http404
    user = User.objects.filter(login=request.POST.get("login", "")[:40], is_demo=True).first()
    if user is None or not user.is_active:
        raise Http404
    return let_in(request, user)


@first_password_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    services.signed_out(request.user)
    logout(request)
    response = HttpResponseRedirect("/sign-in/")
    response["Clear-Site-Data"] = '"cache"'
    return response


@first_password_page
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; forced after a reset, at first sign-in and after 90 days."""
    reason = change_reason(request.user)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda data: _change(request, data)):
        return HttpResponseRedirect(next_address(request, "/account/"))
    context = {"form": form, "reason": reason, "next": next_address(request, "/account/")}
    status = 400 if form.errors else 200
    return render(request, "accounts/password.html", context, status=status)


def _change(request: HttpRequest, data: dict[str, str]) -> bool:
    services.change_password(request.user, old=data["old"], new=data["new"])
    update_session_auth_hash(request, request.user)
    return True
