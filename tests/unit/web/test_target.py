"""Targets with bytes beyond ASCII."""

import pytest

from mockserver.web.target import escaped


@pytest.mark.parametrize(
    ("handed_on", "target"),
    [
        ("/a?q=%C3%B6", "/a?q=%C3%B6"),
        ("/a?q=ö".encode().decode("latin-1"), "/a?q=%C3%B6"),
        ("/中", "/%E4%B8%AD"),
        ("/\xff", "/%FF"),
    ],
)
def test_bytes_beyond_ascii_become_their_escapes(handed_on, target):
    assert escaped(handed_on) == target
