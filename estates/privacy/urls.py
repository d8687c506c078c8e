"""Addresses of this part of the register."""

from collections.abc import Sequence

from django.urls import URLPattern

public_urls: Sequence[URLPattern] = []
estate_urls: Sequence[URLPattern] = []
office_urls: Sequence[URLPattern] = []
