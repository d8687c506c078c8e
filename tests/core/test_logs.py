"""core.logs"""

import logging

import pytest

from core.logs import Redact


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Method Not Allowed (POST): /claim/11-ABCD-EFGH-JKMN-PQRS/",
            "Method Not Allowed (POST): /claim/***/",
        ),
        ("Not Found: /e/a1/work/people/?q=13800000001", "Not Found: /e/a1/work/people/?q=138****0001"),
        ("Not Found: /e/a1/claim/", "Not Found: /e/a1/claim/"),
    ],
)
def test_redact_leaves_no_number_and_no_code(said, told):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (said,), None)

    assert Redact().filter(record) is True
    assert record.getMessage() == told
