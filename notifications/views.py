"""The inbox: newest first, unread marked; reading is a POST, because a GET changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from core.keyset import Keyset
from core.web import page_of
from notifications import services
from notifications.forms import PreferenceForm
from notifications.models import Notification, Preference

NEWEST = Keyset("-id")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    seat = request.seat
    mine = Notification.objects.visible_to(seat)
    unread = request.GET.get("tab") != "all"
    rows = mine.unread() if unread else mine
    waiting = mine.unread().count()
    return render(
        request,
        "notifications/inbox.html",
        {
            **page_of(request, rows, NEWEST),
            "unread": unread,
            "waiting": waiting,
            "tabs": [
                {"label": "未读", "url": "?tab=unread", "count": waiting, "on": unread},
                {"label": "全部", "url": "?tab=all", "on": not unread},
            ],
        },
    )


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go to the matter that it speaks of."""
    mine = Notification.objects.visible_to(request.seat)
    notification = get_object_or_404(mine, pk=pk)
    services.mark_read(mine.filter(pk=pk))
    inside = notification.url.startswith("/") and not notification.url.startswith("//")
    return HttpResponseRedirect(notification.url if inside else reverse("notifications:inbox"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(Notification.objects.visible_to(request.seat))
    return HttpResponseRedirect(reverse("notifications:inbox"))


class Settings(View):
    """Which outside channels the person wants; the inbox is always on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        chosen = Preference.objects.filter(user=user).first() or Preference()
        initial = {"mail": chosen.mail, "digest": chosen.digest, "email": user.email}
        return self.show(request, PreferenceForm(initial=initial, user=user))

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        form = PreferenceForm(request.POST, user=user)
        if not form.is_valid():
            return self.show(request, form, 400)
        services.choose(user, **form.cleaned_data)
        messages.success(request, "通知设置已保存。")
        return HttpResponseRedirect(reverse("notifications:inbox"))

    def show(self, request: HttpRequest, form: PreferenceForm, status: int = 200) -> HttpResponse:
        return render(request, "notifications/settings.html", {"form": form}, status=status)
