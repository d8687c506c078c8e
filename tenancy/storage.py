"""Rows for files of the content-addressed store."""

from core import files
from core.images import Cleaned
from tenancy.models import StoredFile


def keep_photo(photo: Cleaned, *, estate_id: int | None, street_id: int, user_id: int | None) -> StoredFile:
    """Return the row of a cleaned photo, its bytes stored first (a crash leaves bytes without a row, never
    a row without bytes)."""
    files.put(photo.data)
    return StoredFile.objects.create(
        street_id=street_id,
        estate_id=estate_id,
        sha256=photo.sha256,
        original_sha256=photo.original_sha256,
        mime=photo.mime,
        size=len(photo.data),
        width=photo.width,
        height=photo.height,
        phash=photo.phash,
        brought_by_id=user_id,
    )


def keep_pdf(data: bytes, name: str, *, estate_id: int | None, street_id: int) -> StoredFile:
    """Return the row of a PDF that the portal itself made."""
    digest = files.put(data)
    return StoredFile.objects.create(
        street_id=street_id,
        estate_id=estate_id,
        sha256=digest,
        original_sha256=digest,
        mime="application/pdf",
        size=len(data),
        name=name,
    )
