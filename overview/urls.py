"""Pages that belong to a place as a whole, and to nobody in particular."""

from django.urls import include, path

from accounts.views import set_size
from overview import health, views

estate_urls = [
    path("", views.home, name="home"),
    path("work/", views.work, name="work"),
]
office_urls = [path("", views.office, name="office")]
core_urls = [
    path("size/", set_size, name="size"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
public_urls = [
    path("", views.find, name="find"),
    path("me/", views.me, name="me"),
    path("me/capacity/", views.choose_capacity, name="choose_capacity"),
]
urlpatterns = [
    path("", include((core_urls, "core"))),
    path("help/no-code/", views.no_code, name="no_code"),
    path("", include("accounts.urls")),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
]
