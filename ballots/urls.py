"""Addresses of ballots: residents vote, the committee counts."""

from django.urls import path

from ballots import views, work_views

estate_urls = [
    path("votes/", views.list_ballots, name="list"),
    path("votes/<int:pk>/", views.show, name="show"),
    path("votes/<int:pk>/check/", views.check, name="check"),
    path("votes/<int:pk>/cast/", views.cast, name="cast"),
    path("votes/<int:pk>/done/", views.done, name="done"),
    path("votes/<int:pk>/results/", views.results, name="results"),
    path("work/votes/<int:pk>/paper/", work_views.paper, name="paper"),
    path("work/votes/<int:pk>/paper/<int:count>/sheet/", work_views.sheet, name="sheet"),
    path("work/votes/<int:pk>/close/", work_views.close, name="close"),
    path("work/votes/<int:pk>/withdraw/", work_views.withdraw, name="withdraw"),
]
