import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tongxin.dev import fonts

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    assert fonts.derive(folder) is True
    return folder


def drawn(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


def run(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tongxin.dev.fonts", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)


def test_derive_makes_a_common_and_a_rare_file_of_each_face(folder):
    assert sorted(file.name for file in folder.glob("*.otf")) == [
        "NotoSansCJKsc-Bold.otf",
        "NotoSansCJKsc-Regular.otf",
        "NotoSansCJKscRare-Bold.otf",
        "NotoSansCJKscRare-Regular.otf",
        "NotoSerifCJKsc-Bold.otf",
        "NotoSerifCJKsc-Regular.otf",
        "NotoSerifCJKscRare-Bold.otf",
        "NotoSerifCJKscRare-Regular.otf",
    ]
    assert [file.name for file in folder.glob(".*")] == [".stamp"]


def test_derive_names_the_two_families_apart(folder):
    names = {}
    for file in folder.glob("*.otf"):
        with TTFont(file, lazy=True) as font:
            names[file.name] = [font["name"].getDebugName(name) for name in (1, 2)]

    assert names["NotoSerifCJKsc-Bold.otf"] == ["Noto Serif CJK SC", "Bold"]
    assert names["NotoSerifCJKscRare-Bold.otf"] == ["Noto Serif CJK SC Rare", "Bold"]
    assert names["NotoSansCJKsc-Regular.otf"] == ["Noto Sans CJK SC", "Regular"]
    assert names["NotoSansCJKscRare-Regular.otf"] == ["Noto Sans CJK SC Rare", "Regular"]


@pytest.mark.parametrize("face", fonts.FACES)
def test_derive_keeps_what_notices_print_and_names_need(folder, face):
    common, rare = (drawn(file) for file in fonts._files(folder, face))

    everyday = "同心筑家小区物管委公示¥￥元㎡①㈠→■□✓—“”、。（）〔2026〕ＡＢＣ０１２%½×±№℃"
    assert [character for character in everyday if ord(character) not in common] == []
    gbk_names = "喆珺堃玥翀镕祎昇犇燚頔曌垚嫄瑄"
    table_of_8105 = (
        "䶮㛃㑇㑊㕮㘎㙍㙘㙦㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏"
        "㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡𫄧𬭎𬱖𫖯𬬻𬭊𬭳𬭛"
    )
    assert [character for character in gbk_names + table_of_8105 if ord(character) not in rare] == []
    assert common & rare == set()
    assert len(common) > 8_500 and len(rare) > 20_000


def test_derive_a_second_time_makes_nothing(folder):
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}

    assert fonts.derive(folder) is False

    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_derive_again_after_a_file_was_lost(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "fonts")
    (tmp_path / "fonts" / "NotoSerifCJKsc-Regular.otf").unlink()

    assert fonts.derive(tmp_path / "fonts") is True
    assert fonts.derive(tmp_path / "fonts") is False


def test_derive_gives_the_same_bytes_each_time(folder, tmp_path):
    fonts.derive(tmp_path)

    same = [(tmp_path / file.name).read_bytes() == file.read_bytes() for file in folder.glob("*.otf")]
    assert same == [True] * 8


def test_derive_without_the_package_names_it(tmp_path):
    with pytest.raises(fonts.Unavailable, match="apt-get install fonts-noto-cjk"):
        fonts.derive(tmp_path / "fonts", tmp_path)

    assert not (tmp_path / "fonts").exists()


def test_main_says_one_line(folder):
    answer = run(folder)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"fonts: in place in {folder} (")
    assert answer.stdout.count("\n") == 1


def test_main_without_a_folder_says_how_it_is_used():
    answer = run()

    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "usage: python -m tongxin.dev.fonts DIR\n"
