"""Every address of the portal, by place (architecture.md §3).

An app lists its addresses as ``urlpatterns`` (from the root, with namespaces of their own), ``public_urls``
(from the root), ``estate_urls`` and ``office_urls``; the last three share the app's one namespace, because
Django can reverse only the first of two namespaces of one name.
"""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

handler404 = "core.web.not_found"
handler500 = "core.web.failed"

PLACES = {"public": "", "estate": "e/<slug:estate>/", "office": "office/<slug:street>/"}

urlpatterns = []
for app in ("ballots", "notices", "funds", "projects", "estates", "overview"):
    if find_spec(f"{app}.urls"):
        urls = import_module(f"{app}.urls")
        urlpatterns += getattr(urls, "urlpatterns", [])
        listed = [(place, getattr(urls, f"{name}_urls", None)) for name, place in PLACES.items()]
        by_place = [path(place, include(patterns)) for place, patterns in listed if patterns]
        urlpatterns.append(path("", include((by_place, app))))
