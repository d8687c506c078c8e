"""Numbers of documents: looked at, never kept. A keyed hash is, enough to see that two are one."""

import hashlib
import hmac

from django.conf import settings

from core import masking


def document_hash(kind: str, number: str) -> str:
    """Return what stands for a number, written without blanks and in capitals, of a kind of document.

    Without ``settings.DOCUMENT_KEY`` nobody can tell by trying numbers whose hash it is.
    """
    key = settings.DOCUMENT_KEY.encode()
    return hmac.new(key, f"{kind}:{number}".encode(), hashlib.sha256).hexdigest()


def is_id_card(number: str) -> bool:
    """Say whether this can be the number of a resident identity card: region, birthday, check digit."""
    found = masking.scan(number)
    return len(number) == 18 and [finding.kind for finding in found] == [masking.Kind.ID]
