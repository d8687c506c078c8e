"""One content, one text, one hash."""

from core.canonical import canonical, sha256_of


def test_canonical_is_the_same_for_the_same_content():
    assert canonical({"b": [1, "二"], "a": None}) == '{"a":null,"b":[1,"二"]}'.encode()
    assert canonical({"a": None, "b": [1, "二"]}) == canonical({"b": [1, "二"], "a": None})


def test_sha256_of_tells_contents_apart():
    assert sha256_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert sha256_of({"a": 1}) != sha256_of({"a": "1"})
