"""Addresses of the register kept by hand."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, path

from estates.register.acts import HOME_ACTS, PERSON_ACTS, UNIT_ACTS, Act
from estates.register.views import changing, estates, people


def _acts(under: str, acts: Sequence[Act]) -> Iterator[URLPattern]:
    """Yield the form and the check page of each act."""
    for act in acts:
        where, slug = f"{under}<int:pk>/{act.slug.replace('_', '-')}/", {"slug": act.slug}
        yield path(where, changing.act, slug, name=act.slug)
        yield path(f"{where}check/", changing.check, slug, name=f"{act.slug}_check")


public_urls: Sequence[URLPattern] = []
estate_urls: Sequence[URLPattern] = [
    path("work/people/", people.people, name="people"),
    path("work/people/units/<int:pk>/", people.unit, name="unit"),
    path("work/people/<int:pk>/", people.person, name="person"),
    *_acts("work/people/units/", UNIT_ACTS),
    *_acts("work/people/homes/", HOME_ACTS),
    *_acts("work/people/", PERSON_ACTS),
    path("work/roll/", people.roll, name="roll"),
]
office_urls: Sequence[URLPattern] = [
    path("estates/", estates.estates, name="estates"),
    path("estates/<slug:slug>/", estates.estate, name="estate"),
]
