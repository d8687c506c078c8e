"""The typefaces of every print: `python -m tongxin.dev.fonts DIR` derives them once from Debian's.

No font file is in the repository. Debian's fonts-noto-cjk holds the glyphs of five places in 93 MB of
collections; from one place's alone a PDF takes half the time (stack.md §4). Each face becomes two files:
GB2312 with everything that is not Chinese ("Noto Serif CJK SC"), and all the other Chinese characters of
the face, which 通用规范汉字表 and old names need ("Noto Serif CJK SC Rare"): only a print with a rare name
pays for them. ``core.pdf`` tells fontconfig that the second family continues the first. They must be two
families, because WeasyPrint takes two files of one family and weight for the same font.
"""

import ctypes
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

DEBIAN_FOLDER = Path("/usr/share/fonts/opentype/noto")
FACES = [(family, weight) for family in ("Serif", "Sans") for weight in ("Regular", "Bold")]
# Counts up when the derived files change, so that an older folder is derived again.
VERSION = 1

# What a Chinese notice prints besides Chinese: Latin, punctuation, ① ㎡ ㈠, arrows, boxes, full-width forms.
_NOT_CHINESE = [
    (0x20, 0x17F), (0x2000, 0x27BF), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
]  # fmt: skip
# Radicals, kana, extension A, the basic block, compatibility forms, and extensions B to H.
_CHINESE = [
    (0x2E80, 0x2FDF), (0x3040, 0x30FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
]  # fmt: skip
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409


class Unavailable(Exception):
    """Something the machine lacks; the text is the one line that says what to install."""


def common_characters() -> set[int]:
    """Return the code points of the first file of each face: GB2312 and all that is not Chinese."""
    return _gb2312() | _spread(_NOT_CHINESE)


def rare_characters() -> set[int]:
    """Return the code points of the second file: every other Chinese character."""
    return _spread(_CHINESE) - common_characters()


def derive(target: Path, source: Path = DEBIAN_FOLDER) -> bool:
    """Make the eight font files in ``target`` unless they are there; return whether they were made.

    Raises Unavailable when fonts-noto-cjk or HarfBuzz's subsetter is missing.
    """
    collections = {face: source / f"Noto{face[0]}CJK-{face[1]}.ttc" for face in FACES}
    for collection in collections.values():
        if not collection.is_file():
            raise Unavailable(f"{collection.name} is missing. Run: apt-get install fonts-noto-cjk")
    stamp = json.dumps([VERSION, [_sha256(collection) for collection in collections.values()]])
    if _stamp(target) == stamp and all(file.is_file() for face in FACES for file in _files(target, face)):
        return False
    target.mkdir(parents=True, exist_ok=True)
    subsetter = _Subsetter()
    for (family, weight), collection in collections.items():
        common, rare = _files(target, (family, weight))
        index = _index_of(collection, f"Noto {family} CJK SC")
        _write(common, subsetter.subset(collection, index, common_characters()))
        _write(rare, subsetter.subset(collection, index, rare_characters()))
        _rename(rare, f"Noto {family} CJK SC Rare", weight)
    _write(target / ".stamp", stamp.encode())
    return True


class _Subsetter:
    """HarfBuzz's subsetter, which takes a fifth of a second where fontTools takes ten."""

    def __init__(self) -> None:
        try:
            self.harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
            self.subsetting = ctypes.CDLL("libharfbuzz-subset.so.0")
        except OSError as error:
            raise Unavailable(
                "HarfBuzz's subsetter is missing. Run: apt-get install libharfbuzz-subset0"
            ) from error

    def subset(self, collection: Path, index: int, characters: Iterable[int]) -> bytes:
        """Return one face of the collection with only these characters."""
        blob = self._call("hb_blob_create_from_file", os.fsencode(collection))
        face = self._call("hb_face_create", blob, ctypes.c_uint(index))
        wanted = self._call("hb_subset_input_create_or_fail")
        unicodes = self._call("hb_subset_input_unicode_set", wanted)
        for character in characters:
            self.harfbuzz.hb_set_add(unicodes, ctypes.c_uint32(character))
        smaller = self._call("hb_subset_or_fail", face, wanted)
        result = self._call("hb_face_reference_blob", smaller)
        length = ctypes.c_uint()
        data = self._call("hb_blob_get_data", result, ctypes.byref(length))
        font = ctypes.string_at(data, length.value)
        for kind, thing in (("blob", result), ("face", smaller), ("face", face), ("blob", blob)):
            getattr(self.harfbuzz, f"hb_{kind}_destroy")(thing)
        self.subsetting.hb_subset_input_destroy(wanted)
        return font

    def _call(self, name: str, *arguments: object) -> ctypes.c_void_p:
        function = getattr(self.subsetting if "_subset_" in name else self.harfbuzz, name)
        function.restype = ctypes.c_void_p
        pointer = function(*arguments)
        if not pointer:
            raise Unavailable(f"HarfBuzz failed in {name}. Run: apt-get install --reinstall fonts-noto-cjk")
        return ctypes.c_void_p(pointer)


def _gb2312() -> set[int]:
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(character) for pair in rows for character in pair.decode("gb2312", "ignore")}


def _spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {character for first, last in ranges for character in range(first, last + 1)}


def _files(target: Path, face: tuple[str, str]) -> tuple[Path, Path]:
    family, weight = face
    return target / f"Noto{family}CJKsc-{weight}.otf", target / f"Noto{family}CJKscRare-{weight}.otf"


def _index_of(collection: Path, family: str) -> int:
    with TTCollection(collection, lazy=True) as faces:
        names = [face["name"].getDebugName(1) for face in faces.fonts]
    return names.index(family)


def _rename(file: Path, family: str, weight: str) -> None:
    compact = f"{family.replace(' ', '')}-{weight}"
    with TTFont(file, lazy=True, recalcTimestamp=False) as font:
        for name_id, value in ((1, family), (3, compact), (4, f"{family} {weight}"), (6, compact)):
            font["name"].setName(value, name_id, _WINDOWS, _UNICODE, _ENGLISH)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        font.save(draft)
    draft.replace(file)


def _write(file: Path, data: bytes) -> None:
    # A hidden draft, so that a fontconfig that looks meanwhile does not take half a font.
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(file)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp(target: Path) -> str:
    stamp = target / ".stamp"
    return stamp.read_text() if stamp.is_file() else ""


def main(arguments: list[str]) -> int:
    """Derive into the folder that is named, say so in one line, and return the exit code."""
    if len(arguments) != 1:
        print("usage: python -m tongxin.dev.fonts DIR", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        made = derive(Path(arguments[0]))
    except Unavailable as reason:
        print(f"fonts: {reason}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"fonts: {'derived' if made else 'in place'} in {arguments[0]} ({seconds:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
