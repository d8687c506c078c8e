"""The child of ``core.images``: photo bytes in on stdin, a JSON header and a JPEG out on stdout.

``python -I core/image_decoder.py MAX_PIXELS MAX_SIDE [COVERS]``. It limits its own memory and time before
it looks at the first byte, and imports nothing of ours, so a hostile picture finds nothing to take.
COVERS is a JSON list of rectangles to paint black: left, top, right, bottom in thousandths of the sides.
Output: four bytes with the length of the header, the header, the JPEG. The header holds ``width``,
``height`` and ``phash``, or ``refused`` with one of: too large, unknown, moving, broken.
"""

import io
import json
import resource
import struct
import sys
import warnings

from PIL import Image, ImageDraw, ImageOps

# The largest opaque picture takes 270 MB; the rest is what Python and Pillow only map.
_MEMORY = 448 * 1024 * 1024
# Only a JPEG shrinks while it is decoded; others are held whole, see-through ones three times over, and a
# few kilobytes of them cost seconds. No phone camera makes such a picture; a screenshot has 4 megapixels.
_COSTLY_PIXELS = 16_000_000
_CPU_SECONDS = 10
# 82 keeps the small print of a receipt legible at about a tenth of a byte per pixel.
_JPEG_QUALITY = 82
_ORIENTATION = 0x0112


class Unfit(Exception):
    """The picture is refused; the only argument says why, in the words of the module docstring."""


def main(max_pixels: int, max_side: int, covers: str = "[]") -> None:
    """Decode stdin to stdout under limits of memory, time and pixels."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        picture = decoded(sys.stdin.buffer.read(), max_side)
        paint_over(picture, json.loads(covers))
        header = {"width": picture.width, "height": picture.height, "phash": difference_hash(picture)}
        jpeg = encoded(picture)
    except Exception as error:
        header, jpeg = {"refused": _reason(error)}, b""
    written = json.dumps(header).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(written)) + written + jpeg)


def _reason(error: Exception) -> str:
    if isinstance(error, Unfit):
        return str(error)
    if isinstance(error, Image.DecompressionBombWarning | Image.DecompressionBombError | MemoryError):
        return "too large"
    if isinstance(error, Image.UnidentifiedImageError):
        return "unknown"
    # Decoders raise almost anything on hostile bytes; all of it means the same to the sender.
    return "broken"


def decoded(data: bytes, max_side: int) -> Image.Image:
    """Return the picture in RGB on white, upright, bare of metadata, no side longer than ``max_side``.

    Raises Unfit for a moving or too costly picture, and whatever Pillow raises for what it can't decode.
    """
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as source:
        # A phone's JPEG may carry a second picture (depth, HDR): Pillow calls it MPO, we keep the first.
        if source.format in ("PNG", "WEBP") and getattr(source, "n_frames", 1) > 1:
            raise Unfit("moving")
        if source.format not in ("JPEG", "MPO") and source.width * source.height > _COSTLY_PIXELS:
            raise Unfit("too large")
        # A JPEG can be decoded at a half, a quarter or an eighth: less memory, the same after shrinking.
        source.draft("RGB", (max_side, max_side))
        source.load()
        orientation = source.getexif().get(_ORIENTATION, 1)
        picture = _small(source, max_side)
    # New pixels without an info dictionary: nothing of the source can reach the file by accident.
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    bare.getexif()[_ORIENTATION] = orientation
    return ImageOps.exif_transpose(bare)


def _small(source: Image.Image, max_side: int) -> Image.Image:
    picture = source
    if source.mode.startswith("I"):
        # Pillow clips 16-bit grey to white instead of scaling it.
        picture = source.convert("I").point(lambda level: level / 257).convert("L")
    elif source.has_transparency_data:
        picture = source.convert("RGBA")
    elif source.mode not in ("RGB", "L"):
        picture = source.convert("RGB")
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture.convert("RGB")


def paint_over(picture: Image.Image, covers: list[list[int]]) -> None:
    """Paint every pixel black that one of the rectangles touches; the others stay as they are."""
    width, height = picture.size
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in covers:
        # Pillow's rectangle includes its last pixel; what is covered in part is covered whole.
        last = (-(-right * width // 1000) - 1, -(-bottom * height // 1000) - 1)
        pen.rectangle((left * width // 1000, top * height // 1000, *last), fill="black")


def encoded(picture: Image.Image) -> bytes:
    """Return the picture as JPEG bytes, the same bytes for the same pixels."""
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return output.getvalue()


def difference_hash(picture: Image.Image) -> str:
    """Return 64 bits in hex, each saying whether a cell of a 9×8 grey copy is brighter than the next."""
    cells = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (cells[row * 9 + column] > cells[row * 9 + column + 1])
    return f"{bits:016x}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
