from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from mockserver.admin import document


def test_threads_that_ask_first_at_the_same_time_get_one_document():
    document._spec.cache_clear()
    document._router.cache_clear()
    start = Barrier(8)

    def ask(number):
        start.wait()
        if number % 2:
            return document.admin_spec().operations[0]
        return document.admin_router().find("/__admin").match("GET").operation

    with ThreadPoolExecutor(8) as threads:
        assert len({id(each) for each in threads.map(ask, range(8))}) == 1
