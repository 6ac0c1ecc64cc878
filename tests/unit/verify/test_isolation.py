import ast
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis.configuration import storage_directory
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers

from mockserver.verify.fuzz.isolation import isolated


def home():
    return storage_directory(intent_to_write=False).home_directory


def test_hypothesis_keeps_its_files_in_a_folder_that_goes_away():
    before = home()
    with isolated():
        inside = home()
        assert inside != before
        assert inside.is_dir()
    assert home() == before
    assert not inside.exists()


def test_the_prepared_table_is_the_one_that_hypothesis_looks_for():
    with isolated():
        assert charmap.charmap_file("codec-v2-utf-8").exists()
        encodable, lost = charmap.intervals_from_codec.__wrapped__("utf-8")
    assert [tuple(pair) for pair in encodable.intervals] == [(0, 0xD7FF), (0xE000, 0x10FFFF)]
    assert len(lost) == 0


def test_constants_of_the_surrounding_program_are_not_drawn():
    before = providers._get_local_constants, providers.CONSTANTS_CACHE
    with isolated():
        assert len(providers._get_local_constants()) == 0
        assert len(providers.CONSTANTS_CACHE) == 0
        assert providers.CONSTANTS_CACHE is not before[1]
    assert (providers._get_local_constants, providers.CONSTANTS_CACHE) == before


def test_an_error_inside_leaves_nothing_changed():
    before = home(), providers._get_local_constants
    with pytest.raises(ZeroDivisionError), isolated():
        _ = 1 / 0
    assert (home(), providers._get_local_constants) == before


def test_sources_are_read_by_one_thread_at_a_time(monkeypatch):
    inside, most = [], []

    def parse(source):
        inside.append(source)
        most.append(len(inside))
        time.sleep(0.002)
        inside.remove(source)
        return source

    monkeypatch.setattr(ast, "parse", parse)
    with isolated(), ThreadPoolExecutor(4) as pool:
        told = list(pool.map(ast.parse, "abcdefgh"))
    assert "".join(told) == "abcdefgh"
    assert set(most) == {1}
    assert ast.parse is parse
