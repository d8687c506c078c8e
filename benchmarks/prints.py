"""The figure of print: a disclosure as we print it against bare WeasyPrint on the same HTML."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from benchmarks.data import ESTATE, STREET
from benchmarks.measure import Figure, compared, median_of, turn_by_turn
from core import clock, pdf
from funds.services import disclose_month
from notices.printing import html_of
from notices.services import posting
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.funds import money

FOLDERS = [Path(__file__).resolve().parents[1] / name for name in ("static", "templates/pdf")]
ENTRIES = 8  # of the month, so that the sheet has two pages
TIMES = 3


class Files(URLFetcher):
    """Reads ``asset:`` names as files and asks nothing."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the file, or what a ``data:`` address holds."""
        if not url.startswith("asset:"):
            return super().fetch(url)
        name = unquote(url.removeprefix("asset:"))
        file = next(folder / name for folder in FOLDERS if (folder / name).is_file())
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": "text/css"})


def disclosure(cast: Cast, rounds: int) -> Figure:
    """Return what printing a month costs, both sides warm, with the same fonts and tags."""
    html, fonts = _sheet(cast), FontConfiguration()

    def bare() -> None:
        HTML(string=html, url_fetcher=Files()).write_pdf(font_config=fonts, pdf_variant="pdf/ua-1")

    pages = pdf.page_count(pdf.render(html))
    costs = turn_by_turn(median_of(lambda: pdf.render(html), TIMES), median_of(bare, TIMES), rounds)
    return compared("pdf", *costs, bound=1.3, note=f"{pages} pages")


def _sheet(cast: Cast) -> str:
    """Return the HTML of the disclosure of March 2026."""
    fund = money.general(cast)
    with clock.travel_to(2026, 3, 25):
        for number in range(ENTRIES):
            money.contribute(cast, fund, 100_00 + number, bank_reference=f"行{number}")
    with clock.travel_to(2026, 4, 10), scope(STREET, ESTATE):
        estate = Estate.objects.select_related("street", "community").get(pk=ESTATE)
        notice = disclose_month(estate, date(2026, 3, 1), by=cast.treasurer).notice
        for name, value in posting(notice, clock.today()).items():
            setattr(notice, name, value)
        return html_of(notice)
