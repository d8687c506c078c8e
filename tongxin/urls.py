"""Every address of the portal, by place (architecture.md §3)."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

handler404 = "core.web.not_found"
handler500 = "core.web.failed"

urlpatterns = []
for app in ("ballots", "notices", "funds", "projects", "estates", "overview"):
    if find_spec(f"{app}.urls"):
        urls = import_module(f"{app}.urls")
        urlpatterns += getattr(urls, "urlpatterns", [])
        for prefix in ("estate", "office"):
            if hasattr(urls, f"{prefix}_urls"):
                place = "e/<slug:estate>/" if prefix == "estate" else "office/<slug:street>/"
                urlpatterns.append(path(place, include((getattr(urls, f"{prefix}_urls"), app))))
