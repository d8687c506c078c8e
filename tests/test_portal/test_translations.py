"""tongxin.dev.translations"""

from tongxin.dev.translations import count_open, incomplete

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
WHOLE = 'msgid "投票"\nmsgstr "vote"\n\nmsgid ""\n"两行"\n"的话"\nmsgstr ""\n"two "\n"lines"\n\n'
PLURAL = 'msgid "户"\nmsgid_plural "户们"\nmsgstr[0] "home"\nmsgstr[1] ""\n\n'
FUZZY = '#, fuzzy\nmsgid "公示"\nmsgstr "notice"\n'


def test_count_open_counts_nothing_in_a_whole_catalogue():
    assert count_open(HEADER + WHOLE) == (0, 0)


def test_count_open_counts_empty_and_fuzzy_entries():
    assert count_open(HEADER + 'msgid "议"\nmsgstr ""\n\n' + PLURAL + WHOLE + FUZZY) == (2, 1)


def test_incomplete_says_nothing_where_there_is_no_catalogue(tmp_path):
    assert incomplete(tmp_path / "locale") == ""


def test_incomplete_names_the_catalogue(tmp_path):
    catalogue = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(HEADER + FUZZY)

    assert incomplete(tmp_path) == f"{catalogue}: 0 untranslated, 1 fuzzy"
