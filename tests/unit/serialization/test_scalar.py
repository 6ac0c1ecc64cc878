import math

import pytest

from mockserver.serialization import scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("-3.50", -3.5),
        ("1.0", 1.0),
        ("1e3", 1000.0),
        ("2E-2", 0.02),
        ("true", True),
        ("false", False),
        ("null", None),
    ],
)
def test_what_json_writes_is_read(text, value):
    assert scalar.read(text) == (value,)
    assert type(scalar.read(text)[0]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " 1", "1 ", "+1", "01", "1_000", ".5", "5.", "1e", "0x10", "\u0661", "NaN", "nan"),
        *("Infinity", "-inf", "1e400", "True", "TRUE", "yes", "None", "-", "1\n"),
    ],
)
def test_what_json_does_not_write_is_no_scalar(text):
    assert scalar.read(text) == ()


def test_too_many_digits_are_no_scalar():
    assert scalar.read("1" * 4300)
    assert scalar.read("1" * 4301) == ()
    assert scalar.read("1" * 400 + ".0") == ()


def test_a_float_is_written_so_that_it_is_read_back():
    assert scalar.read(scalar.write(0.1 + 0.2)) == (0.1 + 0.2,)
    assert scalar.read(scalar.write(1e300)) == (1e300,)
    assert math.copysign(1, scalar.read(scalar.write(-0.0))[0]) == -1
