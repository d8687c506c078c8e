"""PDF from HTML: reaches only our own assets, draws with our own fonts, gives the same bytes each time.

WeasyPrint is imported at the first ``render``; the fonts it may see are settled when this module is
imported, because Pango reads ``FONTCONFIG_FILE`` only once in a process.

The same HTML gives the same bytes on the same machine set-up: WeasyPrint writes no date of its own (put
``<meta name="dcterms.created">`` from the snapshot into the HTML), the file identifier is a hash of the
HTML, and the fonts are derived files and not whatever the machine has. So a disclosure that is rendered
again from its snapshot has the sha256 that was published.
"""

import hashlib
import os
import re
import threading
import zlib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_PROJECT = Path(__file__).resolve().parent.parent
_DATA = Path(os.environ.get("TONGXIN_DATA") or _PROJECT / "var").resolve()

FONTS = _DATA / "fonts"
_FONTCONFIG = _DATA / "fontconfig"
os.environ["FONTCONFIG_FILE"] = str(_FONTCONFIG / "fonts.conf")

# 2,000 table rows take 8 s and 300 MB with tags, 6,000 take 30 s and twice that, more than a worker may
# use (400 MB, soft limit 60 s; trust.md C4, R7). Who prints a longer table splits it over files.
ROWS_PER_FILE = 2_000

_METADATA_LIMIT = 64 * 1024  # bytes; what we write ourselves is under one KiB
_ASSET_FOLDERS = (_PROJECT / "static", _PROJECT / "templates" / "pdf")
_ASSET_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|webp|svg\+xml)[;,]")
# Links in print need an address to be resolved against; this one leads nowhere (RFC 6761).
_NOWHERE = "https://nowhere.invalid/"
# Pango's font map is shared by the whole process and is not made for two threads.
_LOCK = threading.Lock()


class NotReady(RuntimeError):
    """The machine lacks the fonts or a library; the text names the command that brings them."""


class ForeignAsset(ValueError):
    """The HTML asks for something that is not ours; it was not fetched and no PDF is handed out."""


def render(html: str, *, base: str = _NOWHERE) -> bytes:
    """Return the HTML as an accessible PDF (PDF/UA-1, tagged).

    Pictures and stylesheets are named ``asset:css/print.css`` (looked up in ``static/``, then in
    ``templates/pdf/``) or are ``data:`` images. ``base`` only makes links absolute: it is never fetched.
    Raises ForeignAsset for any other address in any other place, and NotReady.
    """
    engine = _engine()
    fetcher = _fetcher_class()()
    try:
        with _LOCK:
            data = engine.HTML(string=html, base_url=base, url_fetcher=fetcher).write_pdf(
                font_config=_font_configuration(),
                pdf_variant="pdf/ua-1",
                pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
            )
    except engine.urls.URLFetchingError as error:
        # WeasyPrint goes on without what it can't have, except for a colour profile.
        raise ForeignAsset(str(error)) from error
    if fetcher.refused:
        raise ForeignAsset(fetcher.refused[0])
    return data


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF of ``render`` has. Raises ValueError for anything else."""
    for body in _dictionaries(pdf):
        for dictionary in re.findall(rb"<<((?:[^<>]|<(?!<))*)>>", body):
            count = re.search(rb"/Count\s+(\d+)", dictionary)
            if count and re.search(rb"/Type\s*/Pages\b", dictionary):
                return int(count[1])
    raise ValueError("this is not a PDF made here")


def keywords(pdf: bytes) -> str:
    """Return the keywords that ``render`` wrote (``<meta name="keywords">``), nothing where it wrote none.

    For files that somebody sent: one search from the end, and no more than 64 KiB are unpacked.
    """
    packed = pdf[max(pdf.rfind(b"/Type /Metadata"), 0) :][:_METADATA_LIMIT].partition(b"stream\n")[2]
    try:
        text = zlib.decompressobj().decompress(packed, _METADATA_LIMIT)
    except zlib.error:
        return ""
    found = re.search(rb"<pdf:Keywords>([^<]*)</pdf:Keywords>", text)
    return found[1].decode(errors="replace") if found else ""


def _dictionaries(pdf: bytes):
    """Yield the plain objects of the file, then each packed group of objects, unpacked."""
    yield pdf
    for packed in re.finditer(rb"/ObjStm\b.*?stream\r?\n(.*?)\nendstream", pdf, re.DOTALL):
        yield zlib.decompressobj().decompress(packed[1])


def asset(name: str) -> Path:
    """Return the file of an asset. Raises ForeignAsset outside its folders and for other kinds of file."""
    for folder in _ASSET_FOLDERS:
        try:
            file = (folder / name).resolve()
        except ValueError:
            break
        if file.is_relative_to(folder) and file.suffix in _ASSET_TYPES and file.is_file():
            return file
    raise ForeignAsset(f"asset:{name} is not in static/ or templates/pdf/")


@cache
def _fetcher_class():
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OurAssets(URLFetcher):
        """Answers ``asset:`` names and ``data:`` images, refuses all else and remembers what.

        WeasyPrint goes on without what it could not have, and its SVG reader swallows even errors that are
        meant to stop it. A notice must not be published in silence without its picture, so ``render`` asks.
        """

        def __init__(self):
            super().__init__(allowed_protocols={"data"})
            self.refused: list[str] = []

        def fetch(self, url, headers=None):
            try:
                if _DATA_IMAGE.match(url):
                    return super().fetch(url)
                if not url.startswith("asset:"):
                    raise ForeignAsset(f"{url[:200]} is not ours")
                file = asset(unquote(url.removeprefix("asset:")))
            except ForeignAsset as refusal:
                self.refused.append(str(refusal))
                raise
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _ASSET_TYPES[file.suffix]})

    return OurAssets


@cache
def _engine():
    """Return the ``weasyprint`` module. Raises NotReady."""
    if not any(FONTS.glob("*.otf")):
        raise NotReady(f"no fonts in {FONTS}. Run: python -m tongxin.dev.fonts {FONTS}")
    _write_fontconfig()
    import weasyprint  # noqa: PLC0415
    from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415

    if harfbuzz_subset is None:
        # Without it WeasyPrint subsets with fontTools: up to 30 times slower, and other bytes.
        raise NotReady("HarfBuzz's subsetter is missing. Run: apt-get install libharfbuzz-subset0")
    return weasyprint


@cache
def _font_configuration():
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    return FontConfiguration()


def _write_fontconfig() -> None:
    """Write the only font configuration this process sees: one folder, one cache, no system fonts."""
    _FONTCONFIG.mkdir(parents=True, exist_ok=True)
    file = _FONTCONFIG / "fonts.conf"
    text = _FONTS_CONF.format(fonts=_escaped(FONTS), cache=_escaped(_FONTCONFIG / "cache"))
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)


def _escaped(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;")


# A family that is not in the folder becomes Noto Sans, and each Noto is continued by its rare characters.
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
  <alias binding="same">
    <family>Noto Serif CJK SC</family><accept><family>Noto Serif CJK SC Rare</family></accept>
  </alias>
  <alias binding="same">
    <family>Noto Sans CJK SC</family><accept><family>Noto Sans CJK SC Rare</family></accept>
  </alias>
  <match target="pattern">
    <edit name="family" mode="append_last" binding="weak">
      <string>Noto Sans CJK SC</string><string>Noto Sans CJK SC Rare</string>
    </edit>
  </match>
</fontconfig>
"""
