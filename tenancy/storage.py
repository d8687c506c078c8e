"""Rows for files of the content-addressed store."""

from core import files
from core.images import Cleaned
from tenancy.models import StoredFile


def keep_photo(photo: Cleaned, *, estate_id: int | None, street_id: int, user_id: int | None) -> StoredFile:
    """Return the row of a cleaned photo, its bytes stored first (a crash leaves bytes without a row, never
    a row without bytes)."""
    files.put(photo.bytes)
    return StoredFile.objects.create(
        street_id=street_id,
        estate_id=estate_id,
        sha256=photo.sha256,
        original_sha256=photo.original_sha256,
        mime=photo.mime,
        size=len(photo.bytes),
        width=photo.width,
        height=photo.height,
        phash=signed(photo.phash),
        brought_by_id=user_id,
    )


def keep_pdf(data: bytes, name: str, *, estate_id: int | None, street_id: int) -> StoredFile:
    """Return the row of a PDF that the portal itself made."""
    return keep_made(data, name, mime="application/pdf", estate_id=estate_id, street_id=street_id)


def keep_made(
    data: bytes, name: str, *, mime: str, original_sha256: str = "", estate_id: int | None, street_id: int
) -> StoredFile:
    """Return the row of a file that the portal itself made; ``original_sha256`` says of what."""
    digest = files.put(data)
    return StoredFile.objects.create(
        street_id=street_id,
        estate_id=estate_id,
        sha256=digest,
        original_sha256=original_sha256 or digest,
        mime=mime,
        size=len(data),
        name=name,
    )


def signed(phash: str) -> int:
    """Return 16 hex digits of a perceptual hash as the number PostgreSQL's bigint keeps."""
    return int.from_bytes(bytes.fromhex(phash), signed=True)
