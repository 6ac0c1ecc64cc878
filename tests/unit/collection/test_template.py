from datetime import UTC, datetime
from random import Random

import pytest

from mockserver.collection.template import Ingredients, fill, number_in, unknown_words

MADE = Ingredients(datetime(2024, 9, 1, 15, 4, 5, 678_901, tzinfo=UTC), Random(1), 41)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{now}", "2024-09-01T15:04:05.678Z"),
        ("{date}", "2024-09-01"),
        ("{next}", 42),
        ("inv-{next}/{date}", "inv-42/2024-09-01"),
        ("plain", "plain"),
        ("", ""),
        ("{}", "{}"),
        ("{nwo}", "{nwo}"),
    ],
)
def test_words_in_braces_are_filled_in(template, value):
    assert fill(template, MADE) == value


def test_what_chance_makes_depends_on_the_seed_alone():
    def made(seed):
        return fill("cus_{ulid}", Ingredients(MADE.moment, Random(seed)))

    assert made(1) == made(1) == "cus_01j6q1tq9ev3rs3dtr98h6bcfn"
    assert made(1) != made(2)


def test_the_first_number_is_one():
    assert fill("{next}", Ingredients(MADE.moment, Random(1))) == 1


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{seconds}", 1725203045),
        ("{milliseconds}", 1725203045678),
        ("at {seconds}", "at 1725203045"),
    ],
)
def test_moments_are_numbers_where_they_stand_alone(template, value):
    assert fill(template, MADE) == value


def test_words_that_mean_nothing_are_found():
    assert unknown_words("a_{ulid}_{nwo}{next}{id}") == ("nwo", "id")
    assert unknown_words("{now} {} {Now} {a b}") == ()


@pytest.mark.parametrize(
    ("template", "value", "number"),
    [
        ("{next}", 7, 7),
        ("{next}", "7", 7),
        ("o_{next}", "o_0012", 12),
        ("{date}-{next}", "2024-09-01-3", 3),
        ("o_{next}", "p_3", 0),
        ("o_{next}", "o_", 0),
        ("o_{next}", "o_-3", 0),
        ("o_{next}", None, 0),
        ("o_{next}", ["o_3"], 0),
        ("o_{next}", "o_" + "9" * 5000, 0),
    ],
)
def test_numbers_are_read_where_the_template_has_them(template, value, number):
    assert number_in(template, value) == number
