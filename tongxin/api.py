"""Every address of the API, by place, each app's list where its pages' list would be."""

from django.urls import include, path

import ballots.api
import funds.api
import notices.api
import overview.api
import overview.statistics.api
import projects.api

ESTATE = (overview.api, notices.api, funds.api, projects.api, ballots.api)
STREET = (overview.api, overview.statistics.api, projects.api)

urlpatterns = [
    *overview.api.root_urls,
    path("estates/<slug:estate>/", include([url for app in ESTATE for url in app.estate_urls])),
    path("streets/<slug:street>/", include([url for app in STREET for url in app.street_urls])),
]
