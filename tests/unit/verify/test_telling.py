"""What pages tell of the list as a whole."""

from types import SimpleNamespace

import pytest

from mockserver.verify.cases.telling import _is_cut


def pages(*lengths):
    return [SimpleNamespace(items=["record"] * length) for length in lengths]


@pytest.mark.parametrize(
    ("lengths", "most", "is_cut"),
    [
        ((10, 5), 40, True),
        ((32, 0), 40, False),
        ((40, 5), 40, False),
        ((32,), 40, False),
        ((10, 5), None, False),
    ],
    ids=["more behind", "nothing behind", "a full page", "one page", "no size declared"],
)
def test_a_page_is_cut_where_it_is_not_full_and_there_is_more(lengths, most, is_cut):
    assert _is_cut(pages(*lengths), most) is is_cut
