"""Photos of the demonstration, drawn: nobody's real receipt, nobody's real yard; 示例 stands on each."""

import io
import random
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from core.money import format_yuan, yuan_words

SIZE = (960, 1280)
INK, GREY, SEAL_FREE_BLUE = (38, 38, 46), (120, 120, 126), (44, 74, 132)
DESKS = ((142, 112, 86), (96, 104, 112), (176, 158, 132), (78, 92, 84), (150, 142, 150))
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Slip:
    """What stands on a receipt: who sold what on which day for how much (fen)."""

    payee: str
    purpose: str
    spent_on: date
    amount_fen: int
    serial: int


def receipt(slip: Slip) -> bytes:
    """Return a JPEG of the receipt as a phone sees it on a table; the same slip gives the same picture.

    Each lies a little differently, so that two receipts never look like copies of one (trust.md M11).
    """
    chance = random.Random(f"{slip.serial}:{slip.amount_fen}")  # noqa: S311 (a drawing, not a secret)
    desk = _table(chance)
    paper = _paper(slip, chance)
    lying = paper.rotate(chance.uniform(-9, 9), expand=True, resample=Image.Resampling.BILINEAR)
    room = (max(1, SIZE[0] - lying.width), max(1, SIZE[1] - lying.height))
    desk.paste(
        lying.convert("RGB"), (chance.randrange(room[0]), chance.randrange(room[1])), lying.getchannel("A")
    )
    return _jpeg(desk)


def _table(chance: random.Random) -> Image.Image:
    wood = chance.choice(DESKS)
    desk = Image.new("RGB", SIZE, wood)
    pen = ImageDraw.Draw(desk)
    for _ in range(10):
        left, top = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        change = chance.randrange(-80, 80)
        shade = tuple(max(0, min(255, part + change)) for part in wood)
        pen.rectangle(
            (left, top, left + chance.randrange(120, 620), top + chance.randrange(120, 620)), fill=shade
        )
    return desk


def _paper(slip: Slip, chance: random.Random) -> Image.Image:
    width, height = chance.randrange(560, 720), chance.randrange(760, 980)
    tone = chance.randrange(228, 254)
    paper = Image.new("RGBA", (width, height), (tone, tone, tone - chance.randrange(0, 16), 255))
    pen = ImageDraw.Draw(paper)
    pen.text((width // 2, 60), "收款凭证（示例）", font=_font(44), fill=SEAL_FREE_BLUE, anchor="mm")
    pen.line((40, 104, width - 40, 104), fill=SEAL_FREE_BLUE, width=3)
    lines = (
        f"日期  {slip.spent_on:%Y-%m-%d}",
        f"编号  示例-{slip.serial:06d}",
        f"收款  {slip.payee}",
        f"用途  {slip.purpose}",
        f"金额  {format_yuan(slip.amount_fen)} 元",
        yuan_words(slip.amount_fen),
    )
    for row, text in enumerate(lines):
        top = 150 + 84 * row
        pen.text((48, top), text, font=_fitting(text, width - 96), fill=INK)
        pen.line((48, top + 56, width - 48, top + 56), fill=GREY, width=1)
    pen.text((48, height - 70), "仅供演示，不是真实票据", font=_font(26), fill=GREY)
    return paper


# A scene is drawn from the back to the front: what, where, in which colour.
Stroke = tuple[str, Box, Colour]
SKY, WALL, GROUND = (206, 222, 232), (214, 200, 178), (150, 148, 142)
STEEL, ROOF, GLASS = (96, 104, 112), (60, 108, 150), (132, 160, 176)
RUST, LEAF, DARK, LAMP = (150, 96, 66), (104, 138, 88), (70, 68, 70), (236, 206, 120)
WOOD, PAINT, WHITE = (170, 124, 78), (206, 160, 60), (240, 240, 236)


def _bicycle(left: int, colour: Colour) -> tuple[Stroke, ...]:
    return (
        ("ring", (left, 900, left + 110, 1010), DARK),
        ("ring", (left + 130, 900, left + 240, 1010), DARK),
        ("line", (left + 55, 955, left + 120, 870), colour),
        ("line", (left + 120, 870, left + 185, 955), colour),
        ("line", (left + 185, 955, left + 190, 840), colour),
    )


_YARD: tuple[Stroke, ...] = (
    ("fill", (0, 0, 960, 620), SKY),
    ("fill", (90, 120, 870, 820), WALL),
    *((("fill", (150 + 180 * n, 200, 250 + 180 * n, 330), GLASS)) for n in range(4)),
    *((("fill", (150 + 180 * n, 430, 250 + 180 * n, 560), GLASS)) for n in range(4)),
    ("fill", (0, 800, 960, 1280), GROUND),
)
_STAIRS: tuple[Stroke, ...] = (
    ("fill", (0, 0, 960, 1280), (196, 190, 178)),
    *((("fill", (80 + 90 * n, 1080 - 110 * n, 960, 1130 - 110 * n), (150, 146, 138))) for n in range(8)),
)
SCENES: dict[str, tuple[Stroke, ...]] = {
    "bikes": (*_YARD, *_bicycle(60, RUST), *_bicycle(250, ROOF), *_bicycle(420, DARK), *_bicycle(640, RUST)),
    "shed": (
        *_YARD,
        ("fill", (60, 560, 900, 620), ROOF),
        *((("fill", (90 + 250 * n, 620, 110 + 250 * n, 1020), STEEL)) for n in range(4)),
        *((("line", (120 + 110 * n, 1020, 160 + 110 * n, 1200), WHITE)) for n in range(7)),
        *_bicycle(140, ROOF),
        *_bicycle(480, RUST),
    ),
    "dark_stairs": (*_STAIRS, ("fill", (430, 60, 530, 90), DARK)),
    "lit_stairs": (*_STAIRS, ("disc", (400, 40, 560, 200), LAMP)),
    "handrail": (*_STAIRS, ("line", (100, 960, 900, 60), WOOD), ("line", (300, 1000, 300, 740), STEEL)),
    "step": (*_YARD, ("fill", (380, 560, 580, 900), DARK), ("fill", (340, 900, 620, 960), (184, 180, 172))),
    "racks": (*_YARD, ("line", (160, 720, 800, 720), RUST), ("line", (200, 720, 200, 980), RUST)),
    "new_racks": (
        *_YARD,
        *((("line", (160, 700 + 40 * n, 800, 700 + 40 * n), STEEL)) for n in range(3)),
        ("fill", (190, 700, 214, 1000), STEEL),
        ("fill", (746, 700, 770, 1000), STEEL),
    ),
    "bins": (
        *_YARD,
        *(
            (("fill", (180 + 160 * n, 820, 300 + 160 * n, 1020), colour))
            for n, colour in enumerate((LEAF, ROOF, DARK))
        ),
    ),
    "gate": (*_YARD, ("fill", (120, 520, 180, 1020), STEEL), ("fill", (780, 520, 840, 1020), STEEL)),
    "garden": (*_YARD, *((("disc", (80 + 200 * n, 820, 260 + 200 * n, 1000), LEAF)) for n in range(4))),
    "drain": (
        *_YARD,
        ("disc", (300, 900, 660, 1080), (110, 120, 124)),
        ("disc", (400, 940, 560, 1040), DARK),
    ),
    "paint": (*_YARD, *((("line", (120 + 150 * n, 860, 60 + 150 * n, 1240), PAINT)) for n in range(6))),
}


def scene(name: str) -> bytes:
    """Return a JPEG of one of ``SCENES``. Raises KeyError."""
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    for shape, box, colour in SCENES[name]:
        if shape == "fill":
            pen.rectangle(box, fill=colour)
        elif shape == "disc":
            pen.ellipse(box, fill=colour)
        elif shape == "ring":
            pen.ellipse(box, outline=colour, width=10)
        else:
            pen.line(box, fill=colour, width=14)
    pen.text((SIZE[0] - 28, SIZE[1] - 28), "示例图", font=_font(40), fill=WHITE, anchor="rs")
    return _jpeg(picture)


def paper(title: str, lines: tuple[str, ...], *, serial: int) -> bytes:
    """Return a JPEG of a sheet with a title and lines: a quote, minutes."""
    picture = Image.new("RGB", SIZE, (250, 250 - serial % 12, 246))
    pen = ImageDraw.Draw(picture)
    pen.text(
        (SIZE[0] // 2, 110),
        f"{title}（示例）",
        font=_fitting(title, SIZE[0] - 320, 52),
        fill=INK,
        anchor="mm",
    )
    for row, text in enumerate(lines):
        pen.text((80, 210 + 76 * row), text, font=_fitting(text, SIZE[0] - 160), fill=INK)
        pen.line((80, 266 + 76 * row, SIZE[0] - 80, 266 + 76 * row), fill=(220, 220, 220), width=1)
    pen.text((80, SIZE[1] - 90), "仅供演示", font=_font(28), fill=GREY)
    return _jpeg(picture)


def _fitting(text: str, width: int, largest: int = 34) -> ImageFont.FreeTypeFont:
    """Return the font in the largest size in which ``text`` fits."""
    for size in range(largest, 16, -2):
        if _font(size).getlength(text) <= width:
            return _font(size)
    return _font(16)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(settings.DATA / "fonts" / "NotoSansCJKsc-Regular.otf", size)


def _jpeg(picture: Image.Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=80)
    return output.getvalue()
