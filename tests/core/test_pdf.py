import base64
import hashlib
import http.server
import io
import os
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from core import pdf, qr
from tongxin.dev import fonts

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "only-for-the-machine"


@pytest.fixture(autouse=True, scope="module")
def _fonts_are_derived():
    fonts.derive(pdf.FONTS)


@pytest.fixture
def listener():
    """A web server on this machine that records every path it is asked for."""

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        do_HEAD = do_POST = do_GET

        def log_message(self, *args):
            pass

    asked: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.asked = asked
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="zh-Hans"><title>公示</title>{head}<body>{body}</body></html>'


def words(data: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def faces(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        objects = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        names = [str(each.FontName) for each in objects if each.get("/Type") == "/FontDescriptor"]
    return sorted(name.split("+")[1] for name in names)


def svg_uri(inside: str) -> str:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def test_render_prints_chinese_with_our_faces_only():
    title = "<p style='font-family:Noto Serif CJK SC'>聚福园小区</p>"
    body = "<p style='font-family:Noto Sans CJK SC'>共 18,600.00 元 89.50 ㎡</p>"

    data = pdf.render(page(title + body))

    assert words(data).split() == ["聚福园小区", "共", "18,600.00", "元", "89.50", "㎡"]
    assert faces(data) == ["Noto-Sans-CJK-SC", "Noto-Serif-CJK-SC"]


def test_render_continues_a_face_with_its_rare_characters():
    data = pdf.render(page("<p style='font-family:Noto Serif CJK SC'>李喆 䶮 𫄧</p>"))

    assert words(data).split() == ["李喆", "䶮", "𫄧"]
    assert faces(data) == ["Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Rare"]


@pytest.mark.parametrize("family", ["PingFang SC, sans-serif", "FZXiaoBiaoSong-B05S", "sans-serif", "Arial"])
def test_render_replaces_a_face_that_is_not_there(family):
    assert faces(pdf.render(page(f"<p style='font-family:{family}'>公示 2026</p>"))) == ["Noto-Sans-CJK-SC"]


def test_render_takes_serif_for_noto_serif():
    assert faces(pdf.render(page("<p style='font-family:serif'>公示</p>"))) == ["Noto-Serif-CJK-SC"]


def test_render_is_tagged_and_names_title_and_language():
    with pikepdf.open(io.BytesIO(pdf.render(page("<h1>公示</h1>")))) as document:
        assert document.Root.MarkInfo.Marked is True or bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "zh-Hans"
        assert str(document.docinfo["/Title"]) == "公示"
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()


def test_render_writes_no_date_of_its_own():
    with pikepdf.open(io.BytesIO(pdf.render(page("")))) as document:
        assert sorted(document.docinfo.keys()) == ["/Producer", "/Title"]


def test_render_writes_the_date_that_the_html_states():
    data = pdf.render(page("", '<meta name="dcterms.created" content="2026-11-30T18:00:00+08:00">'))

    with pikepdf.open(io.BytesIO(data)) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20261130180000+08'00"


def test_render_gives_the_same_bytes_in_every_process():
    html = page(
        f"<h1>公示</h1><p>李喆</p>{qr.svg('https://example.cn/v/1')}<a href='#x'>目录</a><h2 id='x'>一</h2>"
    )
    script = (
        "import sys, hashlib; from core import pdf;"
        "print(hashlib.sha256(pdf.render(sys.stdin.read())).hexdigest())"
    )

    hashes = [hashlib.sha256(pdf.render(html)).hexdigest()]
    for seed in ("1", "2"):
        child = subprocess.run(
            [sys.executable, "-c", script],
            input=html.encode(),
            capture_output=True,
            check=True,
            cwd=PROJECT,
            env={**os.environ, "TONGXIN_DATA": str(pdf.FONTS.parent), "PYTHONHASHSEED": seed},
        )
        hashes.append(child.stdout.decode().strip())

    assert hashes == [hashes[0]] * 3


def test_render_gives_other_bytes_for_other_words():
    assert pdf.render(page("甲")) != pdf.render(page("乙"))


def test_render_makes_links_absolute_without_fetching(listener):
    base = f"http://127.0.0.1:{listener.server_port}/e/jufuyuan/"

    data = pdf.render(page("<a href='/v/1-abc'>核对</a>"), base=base)

    with pikepdf.open(io.BytesIO(data)) as document:
        (link,) = [note.A.URI for note in document.pages[0].Annots]
    assert str(link) == f"http://127.0.0.1:{listener.server_port}/v/1-abc"
    assert listener.asked == []


def test_render_uses_a_stylesheet_and_an_image_of_ours():
    square = base64.b64encode(_png()).decode()
    html = page(
        f'<img alt="图" src="data:image/png;base64,{square}"><p>字</p>',
        '<link rel="stylesheet" href="asset:css/tokens.css">',
    )

    with pikepdf.open(io.BytesIO(pdf.render(html))) as document:
        streams = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        assert [str(each.get("/Subtype")) for each in streams].count("/Image") == 1


def _png() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "#0b57a4").save(output, "PNG")
    return output.getvalue()


VECTORS = {
    "image": '<img src="{url}">',
    "image set in css": '<p style="background-image:url({url})">x</p>',
    "css import": '<style>@import url("{url}");</style>',
    "stylesheet link": '<link rel="stylesheet" href="{url}">',
    "attachment link": '<link rel="attachment" href="{url}">',
    "attachment anchor": '<a rel="attachment" href="{url}">x</a>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "list marker": '<ul style="list-style-image:url({url})"><li>x</li></ul>',
    "generated content": '<style>p::before{{content:url("{url}")}}</style><p>x</p>',
    "font face": '<style>@font-face{{font-family:f;src:url("{url}")}}</style><p style="font-family:f">x</p>',
    "image in svg": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "border image": '<p style="border:9px solid;border-image:url({url}) 30">x</p>',
    "color profile": '<style>@color-profile --a{{src:url("{url}")}}</style><p>x</p>',
}
NEVER_FETCHED = {
    "use in svg": '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    "iframe": '<iframe src="{url}"></iframe>',
    "script": '<script src="{url}"></script>',
    "video": '<video src="{url}" poster="{url}"></video>',
    "form": '<form action="{url}"><input type="image" src="{url}"></form>',
    "refresh": '<meta http-equiv="refresh" content="0;url={url}">',
    "processing instruction": '<?xml-stylesheet href="{url}"?>',
}
DATA_IMAGES = [
    '<image href="{url}" width="9" height="9"/>',
    '<style>@font-face{{font-family:f;src:url("{url}")}}</style><text font-family="f">x</text>',
]
SCHEMES = ["http", "file"]


def target(scheme: str, listener, secret_file: Path) -> str:
    return f"http://127.0.0.1:{listener.server_port}/secret" if scheme == "http" else secret_file.as_uri()


@pytest.fixture
def secret_file(tmp_path) -> Path:
    file = tmp_path / "secret.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>')
    return file


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vector", VECTORS)
def test_render_stops_at_everything_that_is_not_ours(vector, scheme, listener, secret_file):
    url = target(scheme, listener, secret_file)

    with pytest.raises(pdf.ForeignAsset, match="is not ours"):
        pdf.render(page(VECTORS[vector].format(url=url)))

    assert listener.asked == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vector", NEVER_FETCHED)
def test_render_ignores_what_a_browser_would_load(vector, scheme, listener, secret_file):
    data = pdf.render(page(NEVER_FETCHED[vector].format(url=target(scheme, listener, secret_file))))

    assert listener.asked == []
    assert SECRET not in words(data)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("inside", DATA_IMAGES)
def test_render_stops_at_what_a_data_image_asks_for(inside, scheme, listener, secret_file):
    picture = svg_uri(inside.format(url=target(scheme, listener, secret_file)))

    with pytest.raises(pdf.ForeignAsset, match="is not ours"):
        pdf.render(page(f'<img src="{picture}">'))

    assert listener.asked == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("inside", ['<use href="{url}#a"/>', '<style>@import "{url}";</style>'])
def test_render_ignores_what_a_data_image_can_not_have(inside, scheme, listener, secret_file):
    picture = svg_uri(inside.format(url=target(scheme, listener, secret_file)))

    data = pdf.render(page(f'<img alt="图" src="{picture}">'))

    assert listener.asked == []
    assert SECRET not in words(data)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "data:text/css,p{color:red}",
        "data:text/html,<p>x",
        "data:application/pdf;base64,JVBERi0=",
        "FILE:///etc/passwd",
        "//127.0.0.1:9/x",
        "/etc/passwd",
        "../../etc/passwd",
        "gopher://127.0.0.1:9/_x",
        "asset:../core/pdf.py",
        "asset:%2e%2e/core/pdf.py",
        "asset:/etc/passwd",
        "asset:css/../../pyproject.toml",
        "asset:css/nothing.css",
        "asset:css",
        "asset:css/tokens.css%00.png",
    ],
)
def test_render_stops_at_addresses_that_only_look_like_ours(url):
    with pytest.raises(pdf.ForeignAsset):
        pdf.render(page(f'<img src="{url}">'))


def test_asset_refuses_a_link_that_leads_out_of_its_folder(tmp_path):
    outside = PROJECT / "static" / "css" / f"{tmp_path.name}.css"
    (tmp_path / "secret.css").write_text(SECRET)
    outside.symlink_to(tmp_path / "secret.css")
    try:
        with pytest.raises(pdf.ForeignAsset):
            pdf.asset(f"css/{outside.name}")
    finally:
        outside.unlink()


def test_asset_finds_a_stylesheet():
    assert pdf.asset("css/tokens.css") == PROJECT / "static" / "css" / "tokens.css"


@pytest.mark.parametrize("pages", [1, 2, 11])
def test_page_count_counts_the_pages(pages):
    data = pdf.render(page("<p>页</p>" + "<p style='break-before:page'>页</p>" * (pages - 1)))

    assert pdf.page_count(data) == pages
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == pages


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"<html>"])
def test_page_count_refuses_what_is_no_pdf(data):
    with pytest.raises(ValueError, match="not a PDF made here"):
        pdf.page_count(data)


def test_render_without_fonts_names_the_command(tmp_path):
    script = "from core import pdf\ntry: pdf.render('<p>字')\nexcept pdf.NotReady as reason: print(reason)"
    child = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "TONGXIN_DATA": str(tmp_path)},
    )

    assert (
        child.stdout == f"no fonts in {tmp_path}/fonts. Run: python -m tongxin.dev.fonts {tmp_path}/fonts\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_keywords_are_those_that_were_written():
    data = pdf.render('<title>题</title><meta name="keywords" content="1011-7K3M">')

    assert pdf.keywords(data) == "1011-7K3M"
    assert pdf.keywords(pdf.render("<title>题</title>")) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"/Type /Metadata stream\nnot packed",
        b"/Type /Metadata" * 100_000,
        b"/Type /Metadata stream\n" + zlib.compress(b"<x/>"),
        b"/Type /Metadata stream\n" + zlib.compress(b" " * 10_000_000 + b"<pdf:Keywords>1</pdf:Keywords>"),
        b"<pdf:Keywords>1</pdf:Keywords>",
    ],
)
def test_keywords_of_another_file_are_none(data):
    assert pdf.keywords(data) == ""
