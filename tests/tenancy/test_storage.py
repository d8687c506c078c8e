"""Rows for stored files."""

from dataclasses import replace

from core import files
from core.images import Cleaned
from tenancy.storage import keep_pdf, keep_photo

PHOTO = Cleaned(b"jpeg", "image/jpeg", 3, 2, "a" * 64, "", "ffffffffffffffff")


def test_keep_photo_stores_the_clean_bytes_and_remembers_the_original(in_estate):
    digest = files.hashlib.sha256(b"jpeg").hexdigest()

    row = keep_photo(replace(PHOTO, sha256=digest), estate_id=11, street_id=1, user_id=None)

    row.refresh_from_db()
    assert (row.sha256, row.original_sha256, row.size, row.width, row.height) == (digest, "a" * 64, 4, 3, 2)
    assert row.phash == -1
    assert files.read(row.sha256) == b"jpeg"


def test_keep_pdf_names_the_file_by_its_own_hash(in_estate):
    row = keep_pdf(b"%PDF", "2026-11.pdf", estate_id=11, street_id=1)

    assert (row.mime, row.size, row.name) == ("application/pdf", 4, "2026-11.pdf")
    assert files.read(row.sha256) == b"%PDF"
