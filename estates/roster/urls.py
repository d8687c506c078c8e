"""Addresses of the roster."""

from collections.abc import Sequence

from django.urls import URLPattern, path

from estates.roster import views

public_urls: Sequence[URLPattern] = []

estate_urls = [
    path("work/roster/", views.roster, name="roster"),
    path("work/roster/template.xlsx", views.roster_template, name="roster_template"),
    path("work/roster/export/", views.roster_export, name="roster_export"),
    path("work/roster/names/", views.roster_names, name="roster_names"),
    path("work/roster/names/<int:pk>/", views.roster_name, name="roster_name"),
    path("work/roster/imports/<int:pk>/", views.roster_import, name="roster_import"),
    path("work/roster/imports/<int:pk>/reverse/", views.roster_reverse, name="roster_reverse"),
    path("work/roster/<int:pk>/", views.roster_draft, name="roster_draft"),
    path("work/roster/<int:pk>/columns/", views.roster_columns, name="roster_columns"),
    path("work/roster/<int:pk>/faults.xlsx", views.roster_faults, name="roster_faults"),
    path("work/roster/<int:pk>/drop/", views.roster_drop, name="roster_drop"),
]

office_urls: Sequence[URLPattern] = []
