"""Canonical JSON, by the examples of RFC 8785 and by trying."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.canonical import LARGEST, NotCanonical, canonical, digest, parse, plain

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | WORDS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=30)
ANYTHING = st.recursive(
    SCALARS | st.floats() | st.integers() | st.binary() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=20,
)


def test_R1_the_standards_own_sample_of_strings_and_literals() -> None:
    sample = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f", "literals": [None, True, False]}
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(sample) == expected.encode()


def test_R1_keys_are_sorted_by_their_utf_16_units() -> None:
    sample = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(sample)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {"1": {"f": {"f": "hi", "F": 5}, "\n": 56}, "10": {}, "": "empty", "111": [{"e": "y", "E": "n"}]},
            '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"n","e":"y"}]}',
        ),
        ({"sin": 4, "pêche": 3, "peach": 1, "péché": 2}, '{"peach":1,"péché":2,"pêche":3,"sin":4}'),
        ({"Unnormalized Unicode": "A\u030a"}, '{"Unnormalized Unicode":"A\u030a"}'),
        ([-1, 0, LARGEST, -LARGEST], "[-1,0,9007199254740991,-9007199254740991]"),
        ("\b\f\n\r\t\x01\x1f\x7f\u2028</script>", '"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\u2028</script>"'),
        ((1, ("a",)), '[1,["a"]]'),
    ],
)
def test_R1_published_examples_come_out_letter_by_letter(value: object, expected: str) -> None:
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value", [0.5, 1.0, float("nan"), LARGEST + 1, -LARGEST - 1, "\ud83d", {"\udc00": 1}, {1: "a"}, b"a", {1}]
)
def test_R1_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"in": [value]})


@given(VALUES)
def test_R1_what_is_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value


@given(st.dictionaries(WORDS, SCALARS))
def test_R1_the_order_of_writing_does_not_matter(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    "content",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'"\\u0041"',
        b'"\\u001F"',
        b"1.0",
        b"1e2",
        b"-0",
        b"NaN",
        b'"\\ud83d"',
        b"\xef\xbb\xbf1",
        b"\xff",
        b"",
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_R1_any_other_way_to_write_the_same_is_refused(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(content)


@given(ANYTHING)
def test_what_a_document_can_hold_becomes_canonical(value: object) -> None:
    made = plain(value)
    assert plain(made) == made
    assert parse(canonical(made)) == made


def test_whole_fractions_become_numbers_and_words_stay_words() -> None:
    assert plain(
        {"row": 12.0, "share": 0.5, "far": 1e300, "raw": b"\x01", "half": "a\ud83d", "t": ("é",)}
    ) == {
        "row": 12,
        "share": "0.5",
        "far": str(int(1e300)),
        "raw": "01",
        "half": "a\ufffd",
        "t": ["é"],
    }


def test_a_digest_is_sha_256_of_the_pieces_together() -> None:
    assert digest(b"a", b"bc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
