import hashlib
import io
import random
import subprocess
import sys
import time
import zlib

import pytest
from PIL import Image, ImageDraw

from core import image_decoder, images
from core.images import clean, covered, distance

GPS = {1: "N", 2: (31.0, 0.0, 3.6), 3: "E", 4: (104.0, 16.0, 48.0)}


def photo(width=640, height=480, *, seed=1) -> Image.Image:
    """A picture with large shapes, as a receipt has, and some noise."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.randrange(width), chance.randrange(height)
        size = chance.randrange(width // 20, width // 4)
        draw.rectangle((x, y, x + size, y + size // 3), fill=tuple(chance.randrange(256) for _ in range(3)))
    return picture


def saved(picture: Image.Image, kind="JPEG", **options) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def png_bomb(side: int) -> bytes:
    """A PNG of ``side``² one-bit pixels in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    squeeze = zlib.compressobj(9)
    rows = b"\0" * ((side + 7) // 8 + 1)
    body = b"".join(squeeze.compress(rows) for _ in range(side)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    """A GIF of that many one-pixel frames, written by hand because Pillow merges equal ones."""
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c\0\0\0\0\1\0\1\0\0" + b"\x02\x02\x44\x01\0"
    return b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0" + frame * frames + b"\x3b"


# A process of its own: the kernel counts the size of the parent at the fork as the child's.
MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def peak_megabytes(data: bytes) -> int:
    """Return how much memory the decoder takes for these bytes."""
    command = [sys.executable, "-c", MEASURED, images._DECODER, str(images.MAX_PIXELS), "2000"]
    return int(subprocess.run(command, input=data, capture_output=True, check=True).stdout)


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {}), ("PNG", {}), ("WEBP", {"quality": 90})])
def test_clean_makes_a_jpeg_of_every_kind_it_takes(kind, options):
    data = saved(photo(), kind, **options)

    cleaned = clean(data)

    assert (cleaned.mime, cleaned.width, cleaned.height) == ("image/jpeg", 640, 480)
    assert cleaned.original_sha256 == hashlib.sha256(data).hexdigest()
    assert cleaned.sha256 == hashlib.sha256(cleaned.bytes).hexdigest()
    assert (opened(cleaned.bytes).format, opened(cleaned.bytes).size) == ("JPEG", (640, 480))


def test_clean_gives_the_same_bytes_each_time():
    data = saved(photo())

    assert clean(data) == clean(data)


def test_clean_shrinks_the_long_side_and_keeps_the_shape():
    cleaned = clean(saved(photo(3000, 1500)))

    assert (cleaned.width, cleaned.height) == (2000, 1000)


def test_clean_shrinks_to_another_side_and_never_enlarges():
    data = saved(photo(900, 1200))

    assert (clean(data, max_side=400).width, clean(data, max_side=400).height) == (300, 400)
    assert (clean(data, max_side=5000).width, clean(data, max_side=5000).height) == (900, 1200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_clean_turns_the_picture_as_its_exif_says(orientation):
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste((200, 0, 0), (0, 0, 60, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation

    cleaned = clean(saved(picture, exif=exif))

    shape = (400, 200) if orientation < 5 else (200, 400)
    corners = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}
    right, bottom = shape[0] - 20, shape[1] - 20
    place = {"tl": (20, 20), "tr": (right, 20), "bl": (20, bottom), "br": (right, bottom)}
    shown = opened(cleaned.bytes)
    assert shown.size == shape
    red = [corner for corner, at in place.items() if shown.getpixel(at)[1] < 100]
    assert red == [corners[orientation]]


def test_clean_leaves_no_place_comment_or_profile():
    exif = Image.Exif()
    exif[0x010F] = "Phone of Zhang"
    exif.get_ifd(0x8825).update(GPS)
    data = saved(photo(), exif=exif, comment=b"3-2-501", icc_profile=b"profile" * 40)
    assert len(opened(data).getexif().get_ifd(0x8825)) == 4

    cleaned = clean(data).bytes

    shown = opened(cleaned)
    assert (dict(shown.getexif()), sorted(shown.info)) == (
        {},
        ["jfif", "jfif_density", "jfif_unit", "jfif_version"],
    )
    assert [mark in cleaned for mark in (b"Exif", b"Phone of Zhang", b"3-2-501", b"profile")] == [False] * 4


def test_clean_drops_what_follows_the_picture():
    data = saved(photo()) + b"<script>alert(document.cookie)</script>" + b"PK\x03\x04"

    cleaned = clean(data).bytes

    assert b"<script>" not in cleaned
    assert cleaned == clean(saved(photo())).bytes
    assert cleaned.endswith(b"\xff\xd9")


def test_clean_drops_a_script_hidden_in_a_png_text_chunk():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")

    assert b"script" not in clean(saved(photo(), "PNG", pnginfo=notes)).bytes


def test_clean_puts_a_see_through_picture_on_white():
    cleaned = clean(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))

    assert opened(cleaned.bytes).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_clean_takes_every_pixel_mode_of_png(mode):
    level = 255 if mode == "1" else 128
    grey = Image.new("L", (60, 40), level)
    picture = Image.new("I;16", (60, 40), 128 * 257) if mode == "I;16" else grey.convert(mode)

    cleaned = clean(saved(picture, "PNG"))

    red, green, blue = opened(cleaned.bytes).getpixel((30, 20))
    assert (cleaned.width, cleaned.height) == (60, 40)
    assert red == green == blue
    assert abs(red - level) <= 1


def test_clean_takes_a_jpeg_in_print_colours():
    cleaned = clean(saved(photo().convert("CMYK")))

    assert opened(cleaned.bytes).mode == "RGB"


def test_clean_keeps_the_first_picture_of_a_phones_two_in_one_jpeg():
    data = saved(photo(), "MPO", save_all=True, append_images=[photo(seed=2)])

    cleaned = clean(data)

    assert distance(cleaned.phash, clean(saved(photo())).phash) <= 6
    assert getattr(opened(cleaned.bytes), "n_frames", 1) == 1


@pytest.mark.parametrize("side", [9_000, 13_000, 30_000])
def test_clean_refuses_a_png_with_too_many_pixels_within_two_seconds(side):
    bomb = png_bomb(side)
    assert len(bomb) < 200_000
    started = time.monotonic()

    with pytest.raises(images.ImageTooLarge):
        clean(bomb)

    assert time.monotonic() - started < 2
    assert peak_megabytes(bomb) < 300


def test_clean_takes_a_picture_just_below_the_pixel_limit():
    largest = saved(Image.new("L", (6_300, 6_300), 200))

    cleaned = clean(largest)

    assert (cleaned.width, cleaned.height) == (2000, 2000)
    assert peak_megabytes(largest) < 300


@pytest.mark.parametrize(("kind", "mode"), [("WEBP", "RGB"), ("PNG", "RGBA"), ("PNG", "RGB"), ("PNG", "L")])
def test_clean_takes_costly_pictures_only_up_to_what_fits_in_memory(kind, mode):
    fits = saved(Image.new(mode, (4_000, 4_000), "navy"), kind)
    costly = saved(Image.new(mode, (4_100, 4_000), "navy"), kind)

    assert clean(fits).width == 2000
    assert peak_megabytes(fits) < 300
    with pytest.raises(images.ImageTooLarge):
        clean(costly)
    assert peak_megabytes(costly) < 300


def test_clean_asks_to_come_again_where_both_decoders_are_at_work():
    started = time.monotonic()

    with images._DECODERS, images._DECODERS, pytest.raises(images.ImageQueue):
        clean(saved(photo()))

    assert time.monotonic() - started < 2
    assert clean(saved(photo())).width == 640


def test_clean_refuses_a_gif_of_ten_thousand_frames_whatever_its_name_or_head():
    data = gif(10_000)
    assert opened(data).n_frames == 10_000
    started = time.monotonic()

    for disguised in (data, b"\xff\xd8\xff" + data, b"\x89PNG\r\n\x1a\n" + data):
        with pytest.raises(images.ImageUnknown):
            clean(disguised)

    assert time.monotonic() - started < 2


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_clean_refuses_a_moving_picture(kind):
    data = saved(photo(64, 64), kind, save_all=True, append_images=[photo(64, 64, seed=2)], duration=100)

    with pytest.raises(images.ImageMoving):
        clean(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_clean_refuses_a_photo_that_did_not_arrive_whole(kind, kept):
    data = saved(photo(), kind)

    with pytest.raises(images.ImageBroken):
        clean(data[: int(len(data) * kept)])


def test_clean_refuses_bytes_behind_a_photos_head():
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"):
        with pytest.raises((images.ImageUnknown, images.ImageBroken)):
            clean(head + b"<svg onload=alert(1)>" * 50)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"II*\0",
        b"BM" + b"\0" * 60,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"RIFF\0\0\0\0WAVE",
        b"<script>alert(1)</script>" + saved(Image.new("RGB", (8, 8))),
    ],
)
def test_clean_refuses_what_does_not_begin_like_a_photo(data):
    with pytest.raises(images.ImageUnknown):
        clean(data)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_clean_tells_the_owner_of_a_heic_what_to_do(brand):
    with pytest.raises(images.ImageHeic) as refusal:
        clean(b"\0\0\0\x18ftyp" + brand + b"\0" * 64)

    assert str(refusal.value.hint) == "请用相机重新拍一张，或在相册里选“最兼容”格式。"


def test_clean_refuses_too_many_bytes_before_decoding():
    data = saved(photo()) + b"\0" * images.MAX_BYTES

    with pytest.raises(images.ImageTooHeavy):
        clean(data)


def test_clean_refuses_a_jpeg_whose_head_lies_about_its_size():
    data = bytearray(saved(photo()))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"

    with pytest.raises(images.ImageTooLarge):
        clean(bytes(data))


def test_distance_of_the_same_photo_saved_again_is_small():
    original = photo(1600, 1200)
    first = clean(saved(original, quality=95)).phash

    again = [
        clean(saved(original.resize((800, 600)), quality=60)).phash,
        clean(saved(original, "PNG")).phash,
        clean(clean(saved(original, quality=40)).bytes).phash,
    ]

    assert [distance(first, other) <= 6 for other in again] == [True, True, True]


def test_distance_of_different_photos_is_large():
    hashes = [clean(saved(photo(seed=seed))).phash for seed in range(6)]

    pairs = [(a, b) for i, a in enumerate(hashes) for b in hashes[i + 1 :]]
    assert min(distance(a, b) for a, b in pairs) > 10
    assert distance(hashes[0], hashes[0]) == 0


def test_refusals_each_have_their_own_words():
    kinds = images.ImageRefused.__subclasses__()

    assert len(kinds) == 7
    assert len({str(kind.message) for kind in kinds}) == 7
    assert len({kind.code for kind in kinds}) == 7
    assert all(str(kind.hint).endswith("。") for kind in kinds)


def test_paint_over_blackens_what_it_touches_and_nothing_else():
    picture, before = photo(333, 250), photo(333, 250)

    image_decoder.paint_over(picture, [[250, 0, 500, 83], [750, 916, 1000, 1000]])

    # Thousandths of 333 × 250, rounded outwards: 83.25 … 166.5 across, 0 … 20.75 and 229 … 250 down.
    boxes = [(83, 0, 167, 21), (249, 229, 333, 250)]
    black = {(x, y) for a, b, c, d in boxes for x in range(a, c) for y in range(b, d)}
    for spot in ((x, y) for x in range(333) for y in range(250)):
        assert picture.getpixel(spot) == ((0, 0, 0) if spot in black else before.getpixel(spot))


def test_covered_is_black_where_it_is_covered_and_as_it_was_elsewhere():
    cleaned = clean(saved(photo(800, 1200)))

    copy, same = (covered(cleaned.bytes, covers) for covers in ([[0, 0, 250, 83], [500, 500, 750, 583]], []))

    after, before = opened(copy.bytes), opened(same.bytes)
    assert (copy.width, copy.height, copy.mime) == (800, 1200, "image/jpeg")
    assert copy.original_sha256 == cleaned.sha256 != copy.sha256
    # A JPEG is saved in blocks of 16 pixels: the one at the edge of the black belongs to both sides.
    for box in ((0, 0, 190, 94), (402, 610, 590, 686)):
        assert after.crop(box).getextrema() == ((0, 0), (0, 0), (0, 0))
    for box in ((210, 0, 800, 590), (0, 114, 398, 1200), (610, 590, 800, 1200), (398, 706, 610, 1200)):
        assert after.crop(box).tobytes() == before.crop(box).tobytes()
