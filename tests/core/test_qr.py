import re

from core import qr

ADDRESS = "https://example.cn/v/1-7K3M-9QPX-2RTD-H5WB"


def test_svg_has_no_style_class_or_fixed_size():
    drawing = qr.svg(ADDRESS)

    assert re.findall(r"\b(?:style|class|width|height)=", drawing) == []
    assert re.search(r'viewBox="0 0 (\d+) \1"', drawing)


def test_svg_is_safe_to_print_in_a_template_and_names_itself():
    drawing = qr.svg(ADDRESS)

    assert drawing.__html__() == str(drawing)
    assert drawing.startswith('<svg role="img" aria-label="二维码" ')


def test_svg_never_contains_the_text():
    assert "script" not in qr.svg("<script>alert(1)</script>")


def test_svg_of_the_same_text_is_the_same():
    assert qr.svg(ADDRESS) == qr.svg(ADDRESS)
    assert qr.svg(ADDRESS) != qr.svg(ADDRESS + "1")


def test_data_uri_is_an_svg_image_without_style():
    uri = qr.data_uri(ADDRESS)

    assert uri.startswith("data:image/svg+xml")
    assert "style" not in uri and "class" not in uri
