from datetime import UTC, datetime
from random import Random

import pytest

from mockserver.behaviour.record_factory import Making, RecordFactory, highest
from mockserver.patch import PatchError, merge_patch

DHOW = {
    "id": 7,
    "name": "Dhow",
    "sails": 2,
    "flag": "TZ",
    "berth": "A1",
    "draft": 1.5,
    "hull": {"wood": "teak", "length": 12},
    "surveyor": "Asha",
    "created": "2024-01-01T00:00:00.000Z",
    "changed": "2024-01-01T00:00:00.000Z",
}


START = datetime(2024, 9, 1, 15, tzinfo=UTC)


@pytest.fixture
def changes(collection):
    return RecordFactory(collection())


def making(records=(), now=START, seed=0, **members):
    """How a change is made where these records are; numbers go on from theirs."""

    def number(name, template):
        return highest(name, template, records) + 1

    whole = members.pop("whole", lambda record: record)
    return Making(now, Random(seed), number, whole, **members)


def but(**members):
    """The dhow as it was, changed once, with some members another."""
    return {**DHOW, "changed": "2024-09-01T15:00:00.000Z", **members}


# --- new records


def test_what_is_left_out_has_the_default_of_the_body_else_that_of_the_record_else_null(changes):
    assert changes.new({"name": "Ngalawa"}, making()) == {
        "id": 1,
        "name": "Ngalawa",
        "sails": 1,
        "flag": "TZ",
        "berth": None,
        "created": "2024-09-01T15:00:00.000Z",
        "changed": "2024-09-01T15:00:00.000Z",
    }


def test_what_is_sent_is_kept_a_null_too(changes):
    record = changes.new(
        {"name": "Ngalawa", "flag": None, "sails": 0, "hull": {"x": [1]}}, making()
    )
    assert (record["flag"], record["sails"], record["hull"]) == (None, 0, {"x": [1]})


def test_fields_of_the_server_cannot_be_sent(changes):
    sent = {"id": 99, "created": "never", "changed": None, "surveyor": "me", "name": "Ngalawa"}
    record = changes.new(sent, making())
    assert (record["id"], record["created"][:4], record["changed"][:4]) == (1, "2024", "2024")
    assert "surveyor" not in record


def test_fields_that_the_record_does_not_have_are_not_kept(changes):
    assert "crew" not in changes.new({"name": "Ngalawa", "crew": 3}, making())


def test_fields_that_nobody_declared_are_kept_where_the_record_says_so(collection, open_document):
    changes = RecordFactory(collection(document=open_document))
    assert changes.new({"crew": 3}, making())["crew"] == 3


def test_a_record_reads_in_the_order_of_its_schema(changes):
    record = changes.new({"berth": "B", "name": "Ngalawa"}, making())
    assert list(record) == ["id", "name", "sails", "flag", "berth", "created", "changed"]


@pytest.mark.parametrize("body", [None, [], [1], "x", 3, True, b"bytes"])
def test_a_body_that_is_no_object_says_nothing(changes, body):
    record = changes.new(body, making())
    assert (record["id"], record["sails"], "name" in record) == (1, 1, False)
    assert changes.updated(DHOW, body, making())["name"] == "Dhow"
    assert changes.merged(DHOW, body, making())["name"] == "Dhow"
    assert changes.replaced(DHOW, body, making()) == but()


@pytest.mark.parametrize(
    ("keys", "made"), [([], 1), ([7], 8), ([3, 12, 5], 13), ([-4], -3), (["x", None, 2], 3)]
)
def test_the_next_key_is_one_more_than_the_greatest(changes, keys, made):
    assert changes.new({}, making([{"id": key} for key in keys]))["id"] == made


def test_each_number_is_counted_in_its_own_field(collection):
    said = collection("{generate: {id: '{uuid}', berth: 'B-{next}'}}")
    present = [{"id": 90, "berth": "B-4"}, {"berth": "x"}]
    record = RecordFactory(said).new({}, making(present))
    assert record["berth"] == "B-5"


def test_all_moments_of_one_creation_are_the_same(changes):
    record = changes.new({}, making())
    assert record["created"] == record["changed"] == "2024-09-01T15:00:00.000Z"


def test_the_same_seed_and_clock_make_the_same_record(collection):
    said = collection("{generate: {id: 'b_{ulid}'}}")

    def made(seed):
        return RecordFactory(said).new({"name": "x"}, making(seed=seed))

    assert made(1) == made(1)
    assert made(1)["id"] != made(2)["id"]


# --- replaced, updated, merged


def test_a_replaced_record_keeps_what_the_server_set_and_nothing_else(changes):
    assert changes.replaced(DHOW, {"name": "Jahazi", "id": 1, "surveyor": "me"}, making()) == {
        "id": 7,
        "name": "Jahazi",
        "sails": 1,
        "flag": "TZ",
        "berth": None,
        "surveyor": "Asha",
        "created": "2024-01-01T00:00:00.000Z",
        "changed": "2024-09-01T15:00:00.000Z",
    }


def test_an_update_puts_the_fields_sent_in_place_whole_and_leaves_others(changes):
    body = {"name": "Jahazi", "berth": None, "hull": {"wood": "mango"}}
    assert changes.updated(DHOW, body, making()) == but(
        name="Jahazi", berth=None, hull={"wood": "mango"}
    )


def test_a_merge_goes_into_objects(changes):
    body = {"hull": {"wood": "mango", "length": None, "keel": True}}
    assert changes.merged(DHOW, body, making()) == but(hull={"wood": "mango", "keel": True})


def test_a_merge_with_null_removes_a_field_that_need_not_be_there(changes):
    expected = but()
    del expected["draft"]
    assert changes.merged(DHOW, {"draft": None}, making()) == expected


def test_a_merge_with_null_leaves_no_hole_where_there_is_a_default_or_null_is_required(changes):
    merged = changes.merged(DHOW, {"berth": None, "sails": None}, making())
    assert merged == but(berth=None, sails=1)


@pytest.mark.parametrize("change", ["replaced", "updated", "merged"])
@pytest.mark.parametrize("name", ["id", "created", "surveyor"])
@pytest.mark.parametrize("value", [None, 0, "x", {}])
def test_no_change_moves_what_the_server_set(changes, change, name, value):
    changed = getattr(changes, change)(DHOW, {"name": "Dhow", name: value}, making())
    assert changed[name] == DHOW[name]


@pytest.mark.parametrize("change", ["replaced", "updated", "merged"])
def test_no_change_moves_a_key_that_the_client_chose(collection, change):
    changes = RecordFactory(collection("{key: name, generate: {}}"))
    assert getattr(changes, change)(DHOW, {"name": "Jahazi"}, making())["name"] == "Dhow"
    assert getattr(changes, change)(DHOW, {"name": None}, making())["name"] == "Dhow"


@pytest.mark.parametrize("change", ["replaced", "updated", "merged"])
def test_the_record_that_was_there_is_not_written_into(changes, change):
    before = {**DHOW, "hull": dict(DHOW["hull"])}
    getattr(changes, change)(before, {"name": "x", "hull": {"wood": "y", "length": None}}, making())
    assert before == DHOW


@pytest.mark.parametrize(
    ("previous", "now", "moment"),
    [
        ("2024-01-01T00:00:00.000Z", "2024-09-01T15:00:00", "2024-09-01T15:00:00.000Z"),
        ("2024-09-01T15:00:00.000Z", "2024-09-01T15:00:00", "2024-09-01T15:00:00.001Z"),
        ("2024-09-01T15:00:00.000Z", "2024-09-01T15:00:00.000900", "2024-09-01T15:00:00.001Z"),
        ("2031-01-01T00:00:00.999Z", "2024-09-01T15:00:00", "2031-01-01T00:00:01.000Z"),
        ("2024-09-01T18:00:00+03:00", "2024-09-01T15:00:00", "2024-09-01T15:00:00.001Z"),
        ("2024-09-01T15:00:00", "2024-09-01T15:00:00", "2024-09-01T15:00:00.001Z"),
        ("9999-12-31T23:59:59.999Z", "2024-09-01T15:00:00", "2024-09-01T15:00:00.000Z"),
        ("yesterday", "2024-09-01T15:00:00", "2024-09-01T15:00:00.000Z"),
        (None, "2024-09-01T15:00:00", "2024-09-01T15:00:00.000Z"),
        (3, "2024-09-01T15:00:00", "2024-09-01T15:00:00.000Z"),
    ],
)
def test_a_change_is_later_than_the_one_before_whatever_the_clock_says(
    collection, previous, now, moment
):
    made = making(now=datetime.fromisoformat(now).replace(tzinfo=UTC))
    changed = RecordFactory(collection()).updated({**DHOW, "changed": previous}, {}, made)
    assert changed["changed"] == moment


def test_a_record_without_its_key_can_be_changed_as_well(changes):
    assert changes.updated({"name": "Dhow"}, {"sails": 3}, making())["sails"] == 3


# --- what a record has to have


def test_a_record_that_lacks_what_its_schema_requires_is_completed(changes):
    asked = []

    def whole(record):
        asked.append(record)
        return {**record, "name": "made", "surveyor": "made", "sails": 99}

    record = changes.new({"sails": 3}, making(whole=whole))
    assert (record["name"], record["sails"], "surveyor" in record) == ("made", 3, False)
    assert "name" not in asked[0]
    assert asked[0]["sails"] == 3
    replaced = changes.replaced(DHOW, {"sails": 3}, making(whole=whole))
    assert (replaced["name"], replaced["sails"]) == ("made", 3)


def test_a_record_that_has_all_is_left_alone(changes):
    def whole(_record):
        pytest.fail("nothing is missing")

    assert changes.new({"name": "Dhow"}, making(whole=whole))["name"] == "Dhow"


def test_the_keys_of_the_records_above_are_set_whatever_is_sent(changes):
    record = changes.new({"name": "x", "berth": "mine"}, making(owned={"berth": "B7"}))
    assert record["berth"] == "B7"


# --- JSON patches


def test_a_json_patch_changes_what_its_steps_say(changes):
    steps = [
        {"op": "replace", "path": "/name", "value": "Jahazi"},
        {"op": "remove", "path": "/hull/length"},
        {"op": "add", "path": "/hull/keel", "value": True},
    ]
    expected = but(name="Jahazi", hull={"wood": "teak", "keel": True})
    assert changes.patched(DHOW, steps, making()) == expected


@pytest.mark.parametrize("name", ["id", "created", "surveyor"])
def test_no_json_patch_moves_what_the_server_set(changes, name):
    for step in ({"op": "replace", "value": "x"}, {"op": "remove"}):
        changed = changes.patched(DHOW, [{**step, "path": f"/{name}"}], making())
        assert changed[name] == DHOW[name]


def test_a_json_patch_adds_no_field_that_the_record_does_not_have(changes):
    step = {"op": "add", "path": "/crew", "value": 3}
    assert "crew" not in changes.patched(DHOW, [step], making())


@pytest.mark.parametrize("value", [None, [], "x", 3])
def test_a_json_patch_that_makes_something_else_of_the_record_is_refused(changes, value):
    with pytest.raises(PatchError, match="something else than an object"):
        changes.patched(DHOW, [{"op": "replace", "path": "", "value": value}], making())


# --- RFC 7396, Appendix A


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_its_rfc_shows(target, patch, result):
    assert merge_patch(target, patch) == result


PUT_ALONE = """
openapi: 3.1.0
paths:
  /boats:
    get:
      responses:
        '200': {content: {application/json: {schema: {items: {$ref: '#/components/schemas/Boat'}}}}}
  /boats/{id}:
    put:
      requestBody:
        content:
          application/json: {schema: {properties: {name: {}, sails: {type: integer, default: 1}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
components:
  schemas:
    Boat:
      type: object
      properties: {id: {type: string}, name: {type: string}, sails: {type: integer, default: 9}}
"""


def test_where_records_are_made_by_put_alone_its_body_tells_the_defaults(collection):
    record = RecordFactory(collection("records: []", PUT_ALONE)).new({"name": "Ngalawa"}, making())
    assert record["sails"] == 1
