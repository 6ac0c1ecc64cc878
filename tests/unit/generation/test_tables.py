"""The tables of names, formats and words hold what they promise."""

from random import Random

import pytest

from mockserver.generation import formats, naming, vocabulary
from mockserver.generation.number import numbers
from mockserver.generation.pattern import Patterns
from mockserver.generation.scene import Scene
from mockserver.schema.canonical import canonicalize
from mockserver.schema.shape import Number

UNJUDGED = {"ip", "url", "guid", "byte", "base64", "base64url", "binary", "password", "phone",
            "char", "currency", "decimal", "int32", "int64"}  # fmt: skip


def scene(seed=1, locale="en", subject="", names=()):
    return Scene(Random(seed), locale, subject, names)


def judge(name):
    return canonicalize({"type": "string", "format": name})


@pytest.mark.parametrize("name", sorted(formats._MAKERS.keys() - UNJUDGED))
def test_a_format_is_made_as_the_judge_reads_it(name):
    made = [next(formats.texts(name, "value", scene(seed))) for seed in range(20)]
    assert [text for text in made if not judge(name).accepts(text)] == []
    assert not judge(name).accepts("\x00 {") or name in ("password", "regex")


@pytest.mark.parametrize("name", sorted(formats.PATTERNS))
def test_a_format_as_a_pattern_is_a_part_of_it(name):
    made = [
        next(Patterns().texts((formats.PATTERNS[name],), (), (0, None), Random(seed)))
        for seed in range(10)
    ]
    assert [text for text in made if not judge(name).accepts(text)] == []


@pytest.mark.parametrize("name", sorted(formats._ELASTIC.keys() - UNJUDGED))
def test_a_format_is_stretched_to_a_length(name):
    lengths = [30, 12, 45]
    found = [
        [text for text in formats.stretched(name, length) if judge(name).accepts(text)]
        for length in lengths
    ]
    assert {len(text) for texts in found for text in texts} <= set(lengths)
    assert any(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createdAt", ("created", "at")),
        ("created_at", ("created", "at")),
        ("X-Request-ID", ("x", "request", "id")),
        ("HTMLUrl", ("html", "url")),
        ("line2", ("line", "2")),
        ("", ()),
    ],
)
def test_a_name_is_split_into_words(name, words):
    assert naming.split(name) == words


@pytest.mark.parametrize(
    ("plural", "one"),
    [("tags", "tag"), ("categories", "category"), ("addresses", "address"), ("boxes", "box"),
     ("status", "status"), ("address", "address"), ("data", "data")],
)  # fmt: skip
def test_one_of_many_has_a_name(plural, one):
    assert naming.singular(plural) == one


@pytest.mark.parametrize(
    ("name", "subject", "told"),
    [
        ("name", "customer", "a person"),
        ("name", "Users", "a person"),
        ("name", "vendor", "a firm"),
        ("name", "product", "a thing"),
        ("customerName", "", "a person"),
    ],
)
def test_a_name_is_that_of_what_it_stands_in(name, subject, told):
    around = scene(subject=subject)
    kinds = {around.full_name: "a person", around.company: "a firm"}
    assert kinds.get(next(naming.texts(name, around)), "a thing") == told


def test_a_name_beside_an_address_is_that_of_a_person():
    around = scene(names=("name", "email"))
    assert next(naming.texts("name", around)) == around.full_name


@pytest.mark.parametrize("name", sorted(naming._TEXTS))
def test_each_name_makes_a_text(name):
    made = list(naming.texts(name, scene()))
    assert made
    assert all(isinstance(text, str) and text for text in made)


@pytest.mark.parametrize("name", sorted({*naming._REAL, *naming._WHOLE}))
def test_each_name_makes_a_number(name):
    assert all(isinstance(each, int) for each in naming.numbers(name, scene(), whole=True)) or (
        name in naming._REAL
    )
    assert all(isinstance(each, int | float) for each in naming.numbers(name, scene(), whole=False))


def test_what_is_usual_is_so():
    assert [naming.truth(name, scene()) for name in ("is_active", "isDeleted", "enabled")] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("tag", sorted(vocabulary.LOCALES))
def test_a_locale_has_all_its_parts(tag):
    words = vocabulary.locale(tag)
    assert min(map(len, (words.first, words.last, words.places, words.streets))) >= 4
    assert all(ascii_.isascii() for _, ascii_ in (*words.first, *words.last))
    assert all(len(place.code) == 2 and len(place.code3) == 3 for place in words.places)
    assert all(len(place.currency) == 3 for place in words.places)


def test_an_unknown_locale_is_read_as_english():
    assert vocabulary.locale("tlh") is vocabulary.locale("en-GB")


@pytest.mark.parametrize(
    ("shape", "format_"),
    [
        (Number(whole=False, multiple_of=(0.01,), minimum=0.01, maximum=1000), ""),
        (Number(whole=False, multiple_of=(0.1, 0.25)), ""),
        (Number(whole=False, multiple_of=(3,), minimum=1000), ""),
        (Number(whole=True, multiple_of=(7,), maximum=-20), ""),
        (Number(whole=True), "int32"),
        (Number(whole=False, minimum=1e300), ""),
        (Number(whole=False, minimum=0, above=True, maximum=1e-9), ""),
    ],
)
def test_a_number_keeps_its_bounds_and_divisors(shape, format_):
    value = next(numbers(shape, format_, Random(4)))
    assert shape.minimum is None or value >= shape.minimum
    assert shape.maximum is None or value <= shape.maximum
    assert all((value / divisor) % 1 == 0 for divisor in shape.multiple_of)


def test_no_number_is_found_where_none_is():
    shape = Number(whole=True, minimum=8, maximum=13, multiple_of=(7, 2))
    assert list(numbers(shape, "", Random(1))) == []


@pytest.mark.parametrize(
    ("low", "high"), [(-(2**63), 2**63 - 1), (-(2**31), 2**31 - 1), (None, None)]
)
def test_bounds_that_only_hold_a_format_do_not_make_a_number_large(low, high):
    shape = Number(whole=True, minimum=low, maximum=high)
    assert 1 <= next(numbers(shape, "", Random(1))) <= 101
