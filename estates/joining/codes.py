"""Claim codes (认领码): the estate's public number, then 80 random bits in letters that can be read aloud."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

# Crockford's base 32: no I, L, O, U. 5 bits a letter; architecture.md §3 asks for 80.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
LONGEST_NUMBER = 10  # digits of a public number
_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, repr=False)
class Code:
    """A code as it was made or typed. It has no repr: a code stands in no log."""

    number: int
    letters: str

    def __str__(self) -> str:
        """The code as it is printed: 12-ABCD-EFGH-JKMN-PQRS."""
        groups = (self.letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))
        return "-".join([str(self.number), *groups])

    @property
    def sha256(self) -> str:
        """What is kept of it. The code is random, so that a fast hash does."""
        return hashlib.sha256(f"{self.number}-{self.letters}".encode()).hexdigest()


def make_code(number: int) -> Code:
    """Return a new code of the estate with this public number."""
    return Code(number, "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def code_meant(typed: str) -> Code | None:
    """Return the code that somebody typed, however it was grouped; O is read as 0, I and L as 1."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_ALIKE)
    kept = "".join(character for character in plain if character.isascii() and character.isalnum())
    number, letters = kept[:-LENGTH], kept[-LENGTH:]
    if not number.isdecimal() or len(number) > LONGEST_NUMBER or set(letters) - set(ALPHABET):
        return None
    return Code(int(number), letters)
