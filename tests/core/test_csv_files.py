"""core.csv_files"""

import csv
import io

import pytest

from core.csv_files import csv_bytes, safe_cell


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "|x",
        "%x",
        "\ufeff=1",
    ],
)
def test_safe_cell_keeps_a_spreadsheet_from_computing(words: str):
    assert safe_cell(words) == f"'{words}"


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (-500, "-500"), (0, "0"), ("车棚=新", "车棚=新"), ("", ""), ("a\0b", "ab")]
)
def test_safe_cell_leaves_what_is_harmless(cell, text: str):
    assert safe_cell(cell) == text


def test_csv_bytes_can_be_read_back_and_says_that_it_is_utf8():
    made = csv_bytes(["名称", "金额"], [["“车棚”,\n新", -1], [None, 2]])

    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert rows == [["名称", "金额"], ["“车棚”,\n新", "-1"], ["", "2"]]
