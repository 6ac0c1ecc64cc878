import sys
import time

import pytest

from mockserver.errors import StoreError, UsageError
from mockserver.store.opening import open_tables


def redis_tables(url, **options):
    from mockserver.store.redis_tables import RedisTables

    return RedisTables(url, **options)


def test_a_server_that_is_gone_is_told_and_its_return_is_noticed(make_server):
    server = make_server()
    tables = redis_tables(server.url)
    with tables.change() as edit:
        edit.put("pets", "1", 1)
    server.stop()
    for ask in (lambda: tables.get("pets", "1"), lambda: tables.rows("pets"), tables.names):
        with pytest.raises(StoreError) as caught:
            ask()
        assert str(caught.value).startswith(f"the store {server.url} cannot be reached: ")
        assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match="cannot be reached"), tables.change():
        pass
    server.start()
    assert tables.rows("pets") == (("1", 1),)
    with tables.change() as edit:
        edit.put("pets", "2", 2)
    assert tables.count("pets") == 2
    tables.close()


def test_no_message_shows_a_password(make_server):
    server = make_server("--requirepass", "right")
    for user in (":secret", "somebody:secret"):
        tables = open_tables(server.url.replace("//", f"//{user}@"))
        with pytest.raises(StoreError, match=r"the store redis://127\.0\.0\.1:") as caught:
            tables.get("pets", "1")
        assert "secret" not in str(caught.value)
        tables.close()
    tables = open_tables(server.url.replace("//", "//:right@"))
    assert tables.get("pets", "1") is None
    tables.close()


def test_a_change_that_lost_its_turn_writes_nothing(redis_server):
    tables = redis_tables(f"{redis_server.url}?prefix=slow:", lease=0.05)
    late = pytest.raises(StoreError, match="lost its turn: nothing was written")
    with late, tables.change() as edit:
        edit.put("pets", "1", 1)
        time.sleep(0.2)
    assert tables.names() == ()
    tables.close()


def test_who_waits_too_long_for_a_turn_is_told(redis_server):
    url = f"{redis_server.url}?prefix=busy:"
    holder, waiter = redis_tables(url), redis_tables(url, patience=0.1)
    with holder.change() as edit:
        edit.put("pets", "1", 1)
        with pytest.raises(StoreError, match="is kept busy by other changes"), waiter.change():
            pass
    with waiter.change() as edit:
        assert edit.get("pets", "1") == 1
    holder.close()
    waiter.close()


def test_a_change_that_is_sent_twice_is_written_once(redis_server):
    """The answer may be lost on its way: the second time is told that it is done."""
    tables = redis_tables(f"{redis_server.url}?prefix=twice:")
    run = tables._link.run
    tables._link.run = lambda *told: [run(*told), run(*told)][1]
    with tables.change() as edit:
        edit.put("pets", "1", 1)
    assert tables.rows("pets") == (("1", 1),)
    tables.close()


def test_all_keys_begin_with_the_prefix(redis_server):
    tables = redis_tables(f"{redis_server.url}?prefix=mine%2F")
    with tables.change() as edit:
        edit.put("pets", "1", 1)
    tables.append("log", 1, 5)
    found = {key for key in tables._link.ask("KEYS", "*") if b"pets" in key or b"log" in key}
    own = {b"mine/table:pets", b"mine/order:pets", b"mine/log:log", b"mine/last:log"}
    assert own <= found
    assert not {key for key in found if key.startswith(b"mockserver:")}
    tables.close()


def test_a_key_of_somebody_else_stops_a_change_before_it_begins(redis_server):
    tables = redis_tables(f"{redis_server.url}?prefix=foreign:")
    tables._link.ask("SET", "foreign:table:shops", "text")
    refused = pytest.raises(StoreError, match=r"refuses: .*WRONGTYPE")
    with refused, tables.change() as edit:
        edit.put("pets", "1", 1)
        edit.put("shops", "1", 1)
    assert tables.rows("pets") == ()
    tables.close()


@pytest.mark.parametrize(
    "url", ["redis://h:port", "redis://h/0?colour=red", "redis://h/0?socket_timeout=soon"]
)
def test_a_url_that_cannot_be_used_is_told_before_anything_is_asked(url):
    pytest.importorskip("redis")
    with pytest.raises(UsageError, match=r"cannot be (used|read)"):
        open_tables(url)


def test_a_missing_library_is_told_with_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(UsageError, match=r"pip install mockserver\[redis\]"):
        open_tables("redis://localhost")
