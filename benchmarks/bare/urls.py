"""The addresses of the bare site."""

from django.urls import path

from benchmarks.bare import views

urlpatterns = [
    path("<int:place>/", views.rows, name="rows"),
    path("<int:place>/insert/", views.insert, name="insert"),
    path("<int:place>/<int:pk>/", views.row, name="row"),
]
