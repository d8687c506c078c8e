"""The icons, drawn for this project: one stroked path each on a 24-pixel grid."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

_RING = "M12 3a9 9 0 100 18 9 9 0 000-18z"

PATHS = {
    "back": "M15 5l-7 7 7 7",
    "building": "M4 21V9h8v12M12 21V4h8v17M3 21h18M8 13v.01M8 17v.01M16 8v.01M16 12v.01M16 16v.01",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8 4v4M16 4v4",
    "camera": "M4 8h4l1.5-3h5L16 8h4v11H4zM12 10a3.3 3.3 0 100 6.6 3.3 3.3 0 000-6.6z",
    "chart": "M4 4v16h16M8.5 16v-4M12.5 16V8M16.5 16v-6",
    "chat": "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12h5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": _RING + "M12 7v5.3l3.5 2",
    "cross": "M6 6l12 12M18 6L6 18",
    "doc": "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
    "done": _RING + "M8 12.5l3 3 5.2-6.2",
    "down": "M5 9l7 7 7-7",
    "download": "M12 4v11M7 10.5l5 5 5-5M5 20h14",
    "edit": "M4 20l1-4.5L15.5 5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "exit": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "eye": "M2.5 12c2.5-4.3 5.7-6.3 9.5-6.3s7 2 9.5 6.3c-2.5 4.3-5.7 6.3-9.5 6.3S5 16.3 2.5 12z"
    "M12 9.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6z",
    "flag": "M6 21V4M6 5h12l-2.5 4 2.5 4H6",
    "gift": "M4 9h16v4H4zM6 13v7h12v-7M12 9v11"
    "M12 9c-5.5 0-5-5-2.7-5S12 9 12 9zM12 9c5.5 0 5-5 2.7-5S12 9 12 9z",
    "help": _RING + "M9.5 9.7a2.5 2.5 0 114 2c-1 .8-1.5 1.2-1.5 2.3M12 17v.01",
    "home": "M3.5 12L12 4l8.5 8M6 10v10h4.5v-6h3v6H18V10",
    "inbox": "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
    "info": _RING + "M12 11v5.5M12 7.7v.01",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3M12 15v2",
    "minus": "M5 12h14",
    "money": _RING + "M9 7.5l3 4 3-4M12 11.5V17M9 12h6M9 14.7h6",
    "next": "M9 5l7 7-7 7",
    "notice": "M4 10v4h3l9 5V5l-9 5zM19 9.5a4 4 0 010 5M8 14.5V19h3v-3",
    "people": "M9 5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM2.5 19.5c.4-3.4 3-5 6.5-5s6.1 1.6 6.5 5"
    "M15.5 5.2a3.3 3.3 0 010 6.5M18 14.9c2 .7 3.2 2.2 3.5 4.6",
    "phone": "M5 4h4l2 5-2.5 1.5a11 11 0 005 5L15 13l5 2v4a1 1 0 01-1 1A15 15 0 014 5a1 1 0 011-1z",
    "photo": "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9v.01",
    "pin": "M12 21c-4.3-4.6-6.5-7.9-6.5-11a6.5 6.5 0 0113 0c0 3.1-2.2 6.4-6.5 11z"
    "M12 7.6a2.5 2.5 0 100 5 2.5 2.5 0 000-5z",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7z",
    "qr": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h3v3M20 14v.01M20 17v3h-3M14 20v.01",
    "refresh": "M19 12a7 7 0 11-2-5M19 4v4h-4",
    "search": "M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4.5 4.5",
    "settings": "M4 7h9M19 7h1M16 4.5v5M4 17h1M11 17h9M8 14.5v5",
    "shield": "M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM8.5 12l2.5 2.5 4.5-5",
    "star": "M12 3.5l2.6 5.3 5.9.9-4.3 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.3-4.1 5.9-.9z",
    "tool": "M19.5 7.5l-3 3-3-.5-.5-3 3-3a4.8 4.8 0 00-6 6.3L4 16.5V20h3.5l6.2-6a4.8 4.8 0 005.8-6.5z",
    "user": "M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20c.5-4 3.4-6 7.5-6s7 2 7.5 6",
    "vote": "M5 14H4v6h16v-6h-1M8 14l-2.5-2.5 5.5-7 6.5 4.5L14 14M7.5 17h9",
    "warn": "M12 4l9 16H3zM12 10v4.7M12 17.3v.01",
    "work": "M6 5h12v16H6zM9.5 3h5v4h-5zM9 12h6M9 16h4",
}


@lru_cache(maxsize=256, typed=True)
def icon(name: str, label: str = "") -> SafeString:
    """Return the icon as inline SVG: silent for screen readers, or an image named by ``label``.

    Raises KeyError for a name that is not drawn.
    """
    path = PATHS[name]
    if label:
        return format_html(
            '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, path
        )
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', path
    )
