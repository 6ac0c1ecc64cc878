import pytest

from mockserver.verify.sides.tidying import tidied


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("  a b ", "a b"),
        ("   ", ""),
        ("Ann@Example.COM", "ann@example.com"),
        ("Ann@Example.COM", "Ann@example.com"),
        ({"city": " Lyon"}, {"city": "Lyon"}),
        ([" a"], ["a"]),
    ],
)
def test_a_text_that_is_merely_tidied_is_what_was_told(sent, told):
    assert tidied(sent, told) == told


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("a b", "ab"),
        ("  a", "b"),
        ("Ann", "ann"),
        ("ann+b@example.com", "ann@example.com"),
        ("Ann@example.com", "ANN@example.com"),
        ("", None),
        ([" a", "b"], ["a"]),
        (1, "1"),
    ],
)
def test_any_other_text_is_what_was_sent(sent, told):
    assert tidied(sent, told) == sent


def test_members_that_were_not_told_are_kept():
    assert tidied({"a": " x", "b": 1}, {"a": "x", "c": 2}) == {"a": "x", "b": 1}
