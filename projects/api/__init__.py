"""Concerns, projects and reviews in the API."""

from django.urls import path

from projects.api.concerns import ConcernList, ConcernOne, ConcernSupport
from projects.api.projects import ProjectList, ProjectOne
from projects.api.reviews import ReviewDecide, ReviewList, ReviewOne

estate_urls = [
    path("projects/", ProjectList.as_view(), name="projects"),
    path("projects/<int:pk>/", ProjectOne.as_view(), name="project"),
    path("concerns/", ConcernList.as_view(), name="concerns"),
    path("concerns/<int:pk>/", ConcernOne.as_view(), name="concern"),
    path("concerns/<int:pk>/support/", ConcernSupport.as_view(), name="support"),
]
street_urls = [
    path("reviews/", ReviewList.as_view(), name="reviews"),
    path("reviews/<int:pk>/", ReviewOne.as_view(), name="review"),
    path("reviews/<int:pk>/decide/", ReviewDecide.as_view(), name="decide"),
]
