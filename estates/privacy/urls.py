"""Addresses of one's own data and of those who keep it."""

from collections.abc import Sequence

from django.urls import URLPattern, path

from estates.privacy.views import mine

public_urls: Sequence[URLPattern] = [
    path("me/data/", mine.my_data, name="my_data"),
]
estate_urls: Sequence[URLPattern] = []
office_urls: Sequence[URLPattern] = []
