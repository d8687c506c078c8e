"""Addresses of concerns and projects: everybody's, the committee's, the office's."""

from django.urls import path

from projects.views import concerns, looking_over, office, opinions, projects, work
from projects.views.acts import ACTS

estate_urls = [
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/new/", concerns.new_concern, name="new_concern"),
    path("concerns/<int:pk>/", concerns.concern, name="concern"),
    path("concerns/<int:pk>/words/", concerns.concern_words, name="concern_words"),
    path("concerns/<int:pk>/check/", concerns.concern_check, name="concern_check"),
    path("concerns/<int:pk>/photo/", concerns.concern_photo, name="concern_photo"),
    path("concerns/<int:pk>/proof/", concerns.concern_proof, name="concern_proof"),
    path("concerns/<int:pk>/support/", concerns.support, name="support"),
    path("concerns/<int:pk>/support/withdraw/", concerns.withdraw_support, name="withdraw_support"),
    path("projects/", projects.list_projects, name="list"),
    path("projects/<int:pk>/", projects.show, name="show"),
    path("projects/<int:pk>/cosign/", projects.co_sign, name="co_sign"),
    path("projects/<int:pk>/accept/", projects.accept, name="accept"),
    path("projects/<int:pk>/rate/", projects.rate, name="rate"),
    path("projects/<int:pk>/documents/<int:document_pk>/", projects.document, name="paper"),
    path(
        "projects/<int:pk>/acceptances/<int:acceptance_pk>/photo/",
        projects.acceptance_photo,
        name="acceptance_photo",
    ),
    path("work/concerns/", looking_over.review_concerns, name="review_concerns"),
    path("work/concerns/<int:pk>/", looking_over.review_concern, name="review_concern"),
    path("work/concerns/<int:pk>/resolve/", looking_over.resolve_concern, name="resolve_concern"),
    path("work/opinions/", opinions.opinions, name="opinions"),
    path("work/opinions/<int:pk>/", opinions.give_opinion, name="give_opinion"),
    path("work/projects/", work.work_projects, name="work_projects"),
    path("work/projects/new/<int:pk>/", work.new_project, name="new_project"),
    path("work/projects/<int:pk>/", work.work_project, name="work_project"),
    path("work/projects/<int:pk>/budget/", work.budget, name="budget"),
    *(
        path(f"work/projects/<int:pk>/{slug.replace('_', '-')}/", work.act, {"slug": slug}, name=slug)
        for slug in ACTS
    ),
]

office_urls = [
    path("reviews/", office.reviews, name="reviews"),
    path("reviews/<int:pk>/", office.review, name="review"),
    path("reviews/<int:pk>/decide/", office.decide, name="decide"),
    path("reviews/<int:pk>/decided/", office.decided, name="decided"),
    path("reviews/<int:pk>/documents/<int:document_pk>/", office.review_document, name="review_document"),
]
