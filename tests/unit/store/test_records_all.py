from hypothesis import given
from hypothesis import strategies as st

from mockserver.store import Ground, MemoryTables, World
from mockserver.store.layers import Census, Layers

KEYS = st.sampled_from("abcdef")
DEEDS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "delete", "empty", "clear", "session"]), KEYS, KEYS)
)


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
            elif deed == "clear":
                records.clear()
            else:
                records.empty()
        same_either_way(worlds[""].records(ground))
    for world in worlds.values():
        records = world.records(ground)
        same_either_way(records)
        with world.change() as writing:
            within = writing.records(ground)
            within.put("b", {"id": "b", "within": True})
            same_either_way(within)


def same_either_way(records):
    """All of them, any one, any stretch: as the page that is read row by row."""
    every, page = records.all(), [record for _, record in records.page()]
    assert [*every] == page
    assert len(every) == len(page)
    assert [every[place] for place in range(-len(page), len(page))] == page + page
    assert [*every[1:3]] == page[1:3]
    assert [*every[:-1]] == page[:-1]


def test_a_list_that_changes_meanwhile_is_read_again():
    tables, ground = MemoryTables(), Ground("/things", {"a": {"id": "a"}})
    world, looks = World(tables), []
    with world.change() as writing:
        writing.records(ground).put("b", {"id": "b"})

    def read():
        every = world.records(ground).all()
        looks.append(len(every))
        if len(looks) == 1:
            with world.change() as writing:
                writing.records(ground).delete("b")
        return [*every]

    assert world.at_once(read) == [{"id": "a"}]
    assert looks == [2, 1]


def test_a_list_that_never_stands_still_is_read_within_a_change():
    tables, ground = MemoryTables(), Ground("/things", {})
    world, others = World(tables), iter("abcdefgh")

    def read():
        if tables._writer_thread is None:
            with world.change() as writing:
                key = next(others)
                writing.records(ground).put(key, {"id": key})
        return len(world.records(ground).all())

    assert world.at_once(read) == 3


class Counted(dict):
    looks = 0

    def get(self, key, default=None):
        self.looks += 1
        return super().get(key, default)


def test_a_page_of_a_long_list_looks_up_no_more_than_it_holds():
    ground = Ground("/things", {"a": {"id": "a"}})
    values = Counted({f"{number}": {"id": f"{number}"} for number in range(10_000)})
    every = Layers(Census(values, ground), values)
    values.looks = 0
    assert [each["id"] for each in every[5_000:5_003]] == ["4999", "5000", "5001"]
    assert values.looks == 3
