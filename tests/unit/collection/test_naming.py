"""Names made comparable."""

import tracemalloc

import pytest

from mockserver.collection.naming import plain, singular, words


@pytest.mark.parametrize("find", [plain, words, singular])
def test_names_that_clients_make_up_are_not_kept(find):
    find("x" * 1000)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(200):
        find(f"{number:0>10000}")
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept < 200_000
