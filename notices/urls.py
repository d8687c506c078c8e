"""Addresses of notices, objections, jobs and verification."""

from django.urls import path

from notices import views

app_name = "notices"

public_urls = [
    path("v/", views.lookup, name="lookup"),
    path("v/<str:code>/", views.verify, name="verify"),
]

estate_urls = [
    path("notices/", views.list_, name="list"),
    path("notices/<int:pk>/", views.show, name="show"),
    path("notices/<int:pk>.pdf", views.pdf, name="pdf"),
    path("notices/<int:pk>/object/", views.object_, name="object"),
    path("work/notices/", views.work, name="work"),
    path("work/notices/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("work/objections/<int:pk>/", views.answer, name="answer"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/retry/", views.retry_job, name="retry_job"),
]

office_urls = [
    path("jobs/<int:pk>/", views.office_job, name="office_job"),
    path("jobs/<int:pk>/retry/", views.office_retry_job, name="office_retry_job"),
]
