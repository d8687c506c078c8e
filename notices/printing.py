"""The HTML that a notice is printed from; the same row gives the same bytes."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core import periods, qr
from notices import reports
from notices.models import Notice

# Characters of a 22 pt title that stand on one line of 156 mm (GB/T 9704—2012).
TITLE_WIDTH = 20
# A title is not broken inside these: numbers, Latin words, and what belongs to the word before.
_UNBROKEN = re.compile(r"[0-9A-Za-z〔〕.]+|的?(?:公示|公告|通知)$|.[，。、；：）》”]?")


def verify_url(notice: Notice) -> str:
    """Return the address behind the QR code, absolute."""
    return f"{settings.BASE_URL}{reverse('notices:verify', args=[notice.code])}"


def html_of(notice: Notice) -> str:
    """Return the sheet of a notice: its frozen text and figures in its template."""
    context = {
        "notice": notice,
        "snapshot": notice.snapshot,
        "tables": reports.tables(notice),
        "letterhead": notice.letterhead,
        "title_lines": title_lines(notice.title),
        "provisional": provisional_note(notice),
        "closing_words": closing_words(notice),
        "qr": qr.data_uri(verify_url(notice)),
        "verify_page": f"{settings.BASE_URL}{reverse('notices:lookup')}",
    }
    return render_to_string(f"pdf/{notice.template}.html", context)


def provisional_note(notice: Notice) -> str:
    """Return the sentence that the end may still move, where that is so."""
    last_day = notice.last_day if notice.provisional else None
    return periods.provisional_note(last_day) if last_day else ""


def title_lines(title: str) -> list[str]:
    """Return the title in lines of nearly one length, none longer than fits, no word's end left alone."""
    parts = _UNBROKEN.findall(title)
    count = -(-len(title) // TITLE_WIDTH)
    for width in range(-(-len(title) // count), TITLE_WIDTH):
        lines = _filled(parts, width)
        if len(lines) <= count:
            return lines
    return _filled(parts, TITLE_WIDTH)


def _filled(parts: list[str], width: int) -> list[str]:
    """Return the parts in lines of at most ``width`` characters, as full as they go."""
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return lines


def closing_words(notice: Notice) -> str:
    """Return the last line by the kind of paper: 特此公示。"""
    words = {Notice.Kind.INFORMATION: "特此通知。"}
    default = "特此公示。" if notice.kind in Notice.WITH_PERIOD else "特此公告。"
    return words.get(Notice.Kind(notice.kind), default)
