"""Every address of the portal, by place (architecture.md §3).

An app's addresses share one namespace wherever they stand: of two namespaces of one name Django can reverse
only the first.
"""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path

import ballots.urls
import estates.urls
import funds.urls
import notices.urls
import overview.urls
import projects.urls
import tongxin.api

handler400 = "core.web.not_understood"
handler404 = "core.web.not_found"
handler500 = "core.web.failed"

Patterns = Sequence[URLPattern | URLResolver]


def _app(name: str, *, public: Patterns = (), estate: Patterns = (), office: Patterns = ()) -> URLResolver:
    places = [
        *public,
        path("e/<slug:estate>/", include(list(estate))),
        path("office/<slug:street>/", include(list(office))),
    ]
    return path("", include((places, name)))


urlpatterns = [
    *overview.urls.urlpatterns,
    _app(
        "estates",
        public=estates.urls.public_urls,
        estate=estates.urls.estate_urls,
        office=estates.urls.office_urls,
    ),
    _app("ballots", estate=ballots.urls.estate_urls),
    _app(
        "notices",
        public=notices.urls.public_urls,
        estate=notices.urls.estate_urls,
        office=notices.urls.office_urls,
    ),
    _app("funds", estate=funds.urls.estate_urls, office=funds.urls.office_urls),
    _app("projects", estate=projects.urls.estate_urls, office=projects.urls.office_urls),
    _app(
        "overview",
        public=overview.urls.public_urls,
        estate=overview.urls.estate_urls,
        office=overview.urls.office_urls,
    ),
    path("api/v1/", include((tongxin.api.urlpatterns, "api"))),
]
