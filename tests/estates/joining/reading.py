"""Reading the text of a PDF as a program that prints or searches it does."""

import re
import shutil
import subprocess

CODE = re.compile(r"[0-9]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){4}")


def text_of(pdf: bytes) -> str:
    """Return the words on all pages."""
    tool = shutil.which("pdftotext")
    assert tool is not None
    return subprocess.run(
        [tool, "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def codes_in(pdf: bytes) -> list[str]:
    """Return the claim codes in the order in which they stand on the sheets."""
    return CODE.findall(text_of(pdf))
