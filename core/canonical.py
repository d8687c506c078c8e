"""Content as bytes that are the same wherever it is the same, and their sha256."""

import hashlib
import json


def canonical(content: object) -> bytes:
    """Return JSON that is the same bytes for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256_of(content: object) -> str:
    """Return the sha256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
