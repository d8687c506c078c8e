"""Pages that belong to a place as a whole, and to nobody in particular."""

from django.urls import include, path

from accounts.views.signing_in import set_size
from overview import city, health, views
from overview.statistics import views as statistics

estate_urls = [
    path("", views.home, name="home"),
    path("work/", views.work, name="work"),
]
office_urls = [
    path("", views.office, name="office"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/print/", statistics.print_statistics, name="print_statistics"),
    path("statistics/reports/", statistics.printed_reports, name="printed_reports"),
    path("statistics/reports/<int:pk>/", statistics.printed_report, name="printed_report"),
    path("statistics/reports/<int:pk>.pdf", statistics.printed_report_pdf, name="printed_report_pdf"),
    path("statistics/reports/<int:pk>/publish/", statistics.publish_statistics, name="publish_statistics"),
    path("statistics/<slug:key>/", statistics.statistic, name="statistic"),
]
core_urls = [
    path("size/", set_size, name="size"),
    path("help/", views.help_page, name="help"),
    path("help/no-code/", views.no_code, name="no_code"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
public_urls = [
    path("", views.find, name="find"),
    path("city/<slug:code>/", city.city, name="city"),
    path("city/<slug:code>/<slug:street>/", city.city_street, name="city_street"),
    path("city/<slug:code>/<slug:street>/<int:pk>/", city.city_snapshot, name="city_snapshot"),
    path("city/<slug:code>/<slug:street>/<int:pk>.pdf", city.city_snapshot_pdf, name="city_snapshot_pdf"),
    path("me/", views.me, name="me"),
    path("me/capacity/", views.choose_capacity, name="choose_capacity"),
]
urlpatterns = [
    path("", include((core_urls, "core"))),
    path("", include("accounts.urls")),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
]
