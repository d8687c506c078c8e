from datetime import date

import pytest

from core.images import clean, distance
from tongxin.demo.drawing import SCENES, Slip, paper, receipt, scene

SLIP = Slip("广汉示例钢结构有限公司", "钢架彩钢棚制作安装", date(2025, 6, 27), 11_520_00, 17)


def test_receipt_is_the_same_picture_for_the_same_slip():
    assert receipt(SLIP) == receipt(SLIP)


def test_receipt_of_another_slip_does_not_look_like_a_copy():
    other = Slip(SLIP.payee, SLIP.purpose, SLIP.spent_on, SLIP.amount_fen, 18)

    one, another = clean(receipt(SLIP)), clean(receipt(other))

    assert one.original_sha256 != another.original_sha256
    assert distance(one.phash, another.phash) > 6


@pytest.mark.parametrize("name", sorted(SCENES))
def test_scene_is_a_photo_that_can_be_kept(name):
    assert scene(name).startswith(b"\xff\xd8\xff")


def test_paper_differs_by_its_serial():
    assert paper("报价单", ("一行",), serial=0) != paper("报价单", ("一行",), serial=1)
