"""Text as people can read it: without what no keyboard types and what turns the words after it around."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

# Control characters but tab and newline, and what overrides the direction of writing (Unicode UAX 9).
# NUL stays: fields refuse it, for nobody sends it by mistake.
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def readable(data: Any) -> Any:
    """Return what was sent with every text in it freed of characters that cannot be seen."""
    match data:
        case str():
            return UNSEEN.sub("", data)
        case QueryDict():
            return _readable_fields(data)
        case Mapping():
            return {name: readable(value) for name, value in data.items()}
        case list():
            return [readable(value) for value in data]
    return data


def _readable_fields(data: QueryDict) -> QueryDict:
    # A shallow copy: between the fields of the API's multipart bodies stand files.
    freed = copy.copy(data)
    for name, values in data.lists():
        freed.setlist(name, readable(values))
    return freed
