"""Addresses of people in office."""

from collections.abc import Sequence

from django.urls import URLPattern, path

from estates.offices.views import audit, posts, staff

public_urls: Sequence[URLPattern] = []
estate_urls: Sequence[URLPattern] = [
    path("work/posts/", posts.estate_posts, name="estate_posts"),
    path("work/posts/appoint/", posts.find_official, name="find_official"),
    path("work/posts/appoint/new/", posts.new_official, name="new_official"),
    path("work/posts/appoint/<int:pk>/", posts.appoint_official, name="appoint_official"),
    path("work/posts/<int:pk>/end/", posts.end_official, name="end_official"),
]
office_urls: Sequence[URLPattern] = [
    path("people/", staff.staff, name="staff"),
    path("people/new/", staff.new_staff, name="new_staff"),
    path("people/<int:pk>/", staff.staff_person, name="staff_person"),
    path("people/<int:pk>/sign-in/", staff.staff_sign_in, name="staff_sign_in"),
    path("people/<int:pk>/appoint/", posts.appoint_staff, name="appoint_staff"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:pk>/end/", posts.end_office, name="end_office"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_csv, name="audit_csv"),
    path("audit/sign-ins/", audit.sign_ins, name="sign_ins"),
]
