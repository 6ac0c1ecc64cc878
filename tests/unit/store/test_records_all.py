from hypothesis import given
from hypothesis import strategies as st

from mockserver.store import Ground, MemoryTables, World

KEYS = st.sampled_from("abcdef")
DEEDS = st.lists(st.tuples(st.sampled_from(["put", "delete", "empty", "session"]), KEYS, KEYS))


@given(DEEDS, st.booleans())
def test_all_records_are_those_of_the_whole_page(deeds, makes):
    rows = {key: {"id": key, "from": "ground"} for key in "abc"}
    more = ((lambda key: {"id": key, "from": "nowhere"}),) if makes else ()
    ground = Ground("/things", rows, *more)
    tables = MemoryTables()
    worlds = {"": World(tables)}
    for number, (deed, key, session) in enumerate(deeds):
        world = worlds.get(session, worlds[""])
        if deed == "session":
            with tables.change() as edit:
                edit.put("sessions", session, ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"])
            worlds[session] = World(tables, session)
            continue
        with world.change() as writing:
            records = writing.records(ground)
            if deed == "put":
                records.put(key, {"id": key, "number": number})
            elif deed == "delete":
                records.delete(key)
            else:
                records.empty()
    for world in worlds.values():
        records = world.records(ground)
        assert records.all() == [record for _, record in records.page()]
        with world.change() as writing:
            within = writing.records(ground)
            within.put("b", {"id": "b", "within": True})
            assert within.all() == [record for _, record in within.page()]
