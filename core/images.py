"""Photographs from strangers, made safe: one frame, upright, small, and nothing but pixels.

``clean`` checks size and signature, then has ``core/image_decoder.py`` decode and re-encode in a child
process with limited memory and time, so that a picture of 30,000² pixels kills at most that child
(trust.md C4, S7, S8). Places, names and trailing bytes do not survive the re-encoding.
"""

import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

# The browser shrinks to 2000 px (about 1 MB) before it sends; without JavaScript a 12-megapixel
# phone sends 3 to 8 MB. Nothing a phone makes of a receipt is larger than this.
MAX_BYTES = 15 * 1024 * 1024
# 9 kB of PNG can hold 81 megapixels, 403 MB decoded; 40 megapixels decode to 160 MB (trust.md C4).
MAX_PIXELS = 40_000_000
# The longer side of a photo that is kept: the print of a receipt is legible.
MAX_SIDE = 2000
# More than the decoder's own limit of processor time, for a machine that is busy with other things.
_CHILD_SECONDS = 20
# Two decoders at a time in one web process: eight photos at once must not be 2 GB. Whoever finds both at work
# is asked to come again: threads that wait in a row here are missing where pages are read.
_DECODERS = threading.BoundedSemaphore(2)
_PATIENCE_SECONDS = 1
_DECODER = Path(__file__).with_name("image_decoder.py")
# ISO BMFF brands of HEIC and AVIF, which cameras of newer phones write.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}


class ImageRefused(Refused):
    """The file can't be kept as a photo."""

    field = "photo"
    message = _("这个文件不能作为照片保存。")
    hint = _("请换一张照片，或用手机重新拍一张再上传。")


class ImageTooHeavy(ImageRefused):
    """The file has more bytes than ``MAX_BYTES``."""

    message = _("照片文件太大，超过 15 MB。")
    hint = _("请用手机重新拍一张，或发送时选“标准”而不是“原图”。")


class ImageTooLarge(ImageRefused):
    """The picture has more pixels than ``MAX_PIXELS``, or needs more memory than the decoder may take."""

    message = _("照片的尺寸太大，这里放不下。")
    hint = _("请在相机设置里选较小的尺寸，重新拍一张。")


class ImageHeic(ImageRefused):
    """The file is HEIC or AVIF, which old phones can't show."""

    message = _("这张照片是 HEIC 格式，很多手机打不开。")
    hint = _("请用相机重新拍一张，或在相册里选“最兼容”格式。")


class ImageUnknown(ImageRefused):
    """The bytes begin like no JPEG, PNG or WEBP, whatever the name says."""

    message = _("这个文件不是照片。")
    hint = _("请上传 JPG、PNG 或 WEBP 格式的照片，也可以直接用手机拍一张。")


class ImageMoving(ImageRefused):
    """The picture has several frames."""

    message = _("动图不能作为照片保存。")
    hint = _("请上传一张不动的照片。")


class ImageBroken(ImageRefused):
    """The bytes can't be decoded to the end."""

    message = _("照片没有传完整，或者文件已经损坏。")
    hint = _("请到信号好的地方重新上传；还是不行，请重新拍一张。")


class ImageQueue(ImageRefused):
    """Others' photos are being decoded."""

    message = _("现在上传照片的人多，这一张没有存下来。")
    hint = _("请过几秒再传一次。")


_REFUSALS = {
    "too large": ImageTooLarge,
    "unknown": ImageUnknown,
    "moving": ImageMoving,
    "broken": ImageBroken,
}


@dataclass(frozen=True)
class Cleaned:
    """A photo that may be shown: JPEG ``bytes``, pixel size, hashes of before and after.

    ``phash`` is a 64-bit difference hash in 16 hex digits, for finding the same receipt saved again.
    """

    bytes: bytes
    mime: str
    width: int
    height: int
    original_sha256: str
    sha256: str
    phash: str


def clean(data: bytes, *, max_side: int = MAX_SIDE) -> Cleaned:
    """Return the photo upright, at most ``max_side`` pixels long, as a JPEG without metadata.

    Raises ImageTooHeavy, ImageTooLarge, ImageHeic, ImageUnknown, ImageMoving, ImageBroken, ImageQueue.
    """
    if len(data) > MAX_BYTES:
        raise ImageTooHeavy
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise ImageHeic
    if not _looks_like_a_photo(data):
        raise ImageUnknown
    return _cleaned(data, max_side)


def covered(photo: bytes, covers: Sequence[Sequence[int]]) -> Cleaned:
    """Return a copy of a cleaned photo, as large, with the rectangles in ``covers`` painted black.

    A rectangle is left, top, right, bottom in thousandths of the photo's sides. Raises ImageQueue.
    """
    return _cleaned(photo, MAX_SIDE, json.dumps(covers))


def _cleaned(data: bytes, max_side: int, covers: str = "[]") -> Cleaned:
    header, jpeg = _decode_in_child(data, max_side, covers)
    if "refused" in header:
        raise _REFUSALS[header["refused"]]
    return Cleaned(
        bytes=jpeg,
        mime="image/jpeg",
        width=header["width"],
        height=header["height"],
        original_sha256=hashlib.sha256(data).hexdigest(),
        sha256=hashlib.sha256(jpeg).hexdigest(),
        phash=header["phash"],
    )


def distance(phash: str, other: str) -> int:
    """Return in how many of 64 bits two perceptual hashes differ; re-saved copies stay below 7."""
    return (int(phash, 16) ^ int(other, 16)).bit_count()


def _looks_like_a_photo(data: bytes) -> bool:
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _decode_in_child(data: bytes, max_side: int, covers: str) -> tuple[dict, bytes]:
    """Return the child's header and JPEG; a child that died of its limits counts as too large."""
    # Isolated (-I): neither the environment nor this folder decides what the decoder imports.
    command = [sys.executable, "-I", str(_DECODER), str(MAX_PIXELS), str(max_side), covers]
    # A decoder needs none of our secrets; the environment of the web process stays here.
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    if not _DECODERS.acquire(timeout=_PATIENCE_SECONDS):
        raise ImageQueue
    try:
        child = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            check=False,
            cwd="/",
            env=environment,
            timeout=_CHILD_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ImageTooLarge from None
    finally:
        _DECODERS.release()
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ImageTooLarge
    if child.returncode < 0:
        raise ImageBroken
    if child.returncode > 0:
        raise RuntimeError(f"image decoder failed: {child.stderr[-2000:].decode(errors='replace')}")
    (size,) = struct.unpack(">I", child.stdout[:4])
    return json.loads(child.stdout[4 : 4 + size]), child.stdout[4 + size :]
