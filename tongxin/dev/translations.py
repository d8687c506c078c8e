"""Whether every word that is translated at all is translated whole."""

import re
from pathlib import Path

ENTRY = re.compile(
    r'^msgid (".*"(?:\n".*")*)\n(?:msgid_plural .*(?:\n".*")*\n)?((?:msgstr.*(?:\n".*")*\n?)+)', re.M
)


def incomplete(locale: Path) -> str:
    """Return a line for each catalogue with empty or fuzzy entries; nothing if there is none."""
    lines = []
    for catalogue in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        empty, fuzzy = count_open(catalogue.read_text(encoding="utf-8"))
        if empty or fuzzy:
            lines.append(f"{catalogue}: {empty} untranslated, {fuzzy} fuzzy")
    return "\n".join(lines)


def count_open(text: str) -> tuple[int, int]:
    """Return how many entries of a gettext catalogue are without a translation and how many are fuzzy."""
    empty = 0
    for source, translation in ENTRY.findall(text):
        if source == '""':  # the catalogue's own header
            continue
        forms = re.split(r"^msgstr(?:\[\d+\])? ", translation, flags=re.M)[1:]
        empty += any(not "".join(re.findall(r'"(.*)"', form)) for form in forms)
    return empty, len(re.findall(r"^#,.*\bfuzzy\b", text, flags=re.M))
