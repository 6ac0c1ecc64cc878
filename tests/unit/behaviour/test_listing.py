from urllib.parse import parse_qsl

import pytest
from builder import spec
from hypothesis import given
from hypothesis import strategies as st

from mockserver.behaviour.listing import fill, page
from mockserver.collection import infer

PET = (
    "{properties: {id: {type: integer}, name: {type: string}, price: {type: number},"
    " tags: {type: array}, status: {enum: [open, closed]}, created_at: {type: string, format:"
    " date-time}, meta: {properties: {size: {type: integer}}}}}"
)
STYLES = {
    "page": ["page: integer", "per_page: integer"],
    "offset": ["offset: integer", "limit: integer"],
    "cursor": ["cursor: string", "limit: integer"],
    "key": ["starting_after: string", "limit: integer"],
}
WRAPPER = "{properties: {data: {type: array, items: PET}, meta: {properties: {MEMBERS}}}}"
PAGING = (
    "total: {type: integer}, page: {type: integer}, pages: {type: integer},"
    " has_more: {type: boolean}, next: {type: [string, 'null'], format: uri-reference},"
    " next_cursor: {type: [string, 'null']}"
)


WRAPPED = WRAPPER.replace("MEMBERS", PAGING)


def listing(parameters, schema=WRAPPED, headers="{Link: {}}"):
    declared = "".join(
        f"{{name: '{name}', in: query{style}, schema: {{type: {kind}{rest}}}}},"
        for each in parameters
        for name, _, given in (each.partition(": "),)
        for kind, comma, more in (given.partition(", "),)
        for rest in (comma + more,)
        for style in (", style: deepObject" if kind == "object" else "",)
    )
    written = schema.replace("PET", PET)
    document = spec(f"""
openapi: 3.1.0
paths:
  /pets:
    get:
      parameters: [{declared}]
      responses:
        '200': {{headers: {headers}, content: {{application/json: {{schema: {written}}}}}}}
  /pets/{{id}}:
    get: {{responses: {{'200': {{content: {{application/json: {{schema: {PET}}}}}}}}}}}
""")
    [collection] = infer(document)
    assert collection.listing is not None
    return collection.listing


PETS = [{"id": n, "name": f"pet {n}"} for n in range(1, 8)]


def walk(how, records, size_name, size, step):
    """All pages from the first on, by the link that each tells."""
    query, joined = f"{size_name}={size}", []
    for _ in range(len(records) + 2):
        got = page(how, records, typed(query), ("/pets", query))
        joined.append(got.items)
        query = step(got)
        if not query:
            return joined
    pytest.fail("the pages never end")
    return None


def typed(query):
    return {name: int(text) if text.isdigit() else text for name, text in parse_qsl(query)}


def by_link(got):
    link = got.members["meta", "next"]
    return link and link.partition("?")[2]


@pytest.mark.parametrize("style", STYLES)
@given(count=st.integers(0, 23), size=st.integers(1, 9))
def test_the_pages_joined_are_the_whole_list_in_order(style, count, size):
    how = listing(STYLES[style])
    records = [{"id": n * 7 % 101, "name": "x"} for n in range(count)]
    name = STYLES[style][1].partition(":")[0]
    pages = walk(how, records, name, size, by_link)
    assert [each for items in pages for each in items] == records
    assert all(len(items) == size for items in pages[:-1])


@given(count=st.integers(0, 23), size=st.integers(1, 9))
def test_a_cursor_that_is_told_leads_on(count, size):
    how = listing(STYLES["cursor"])
    records = [{"id": n, "name": "x"} for n in range(count)]

    def step(got):
        token = got.members["meta", "next_cursor"]
        return token and f"limit={size}&cursor={token}"

    assert [each for items in walk(how, records, "limit", size, step) for each in items] == records


def test_a_cursor_outlives_its_record():
    how = listing(STYLES["cursor"])
    first = page(how, PETS, {"limit": 3}, ("/pets", "limit=3"))
    token = first.members["meta", "next_cursor"]
    left = [each for each in PETS if each["id"] != 5]
    assert [each["id"] for each in page(how, left, {"cursor": token}, ("/pets", "")).items] == [
        4, 6, 7
    ]  # fmt: skip


@pytest.mark.parametrize("gone", [(1,), (1, 2)])
def test_a_cursor_goes_on_behind_its_record_wherever_that_is_by_then(gone):
    how = listing(STYLES["cursor"])
    first = page(how, PETS, {"limit": 3}, ("/pets", "limit=3"))
    token = first.members["meta", "next_cursor"]
    left = [each for each in PETS if each["id"] not in gone]
    for records in (left, [{"id": 90 + each} for each in range(4)] + left):
        got = page(how, records, {"cursor": token, "limit": 2}, ("/pets", ""))
        assert [each["id"] for each in got.items] == [4, 5]


@pytest.mark.parametrize(("kind", "told"), [("integer", "after=3"), ("string", "after=W")])
def test_a_cursor_is_the_key_where_it_is_a_number(kind, told):
    how = listing([f"after: {kind}", "limit: integer"])
    query = by_link(page(how, PETS, {"limit": 3}, ("/pets", "limit=3")))
    assert f"&{told}" in query
    got = page(how, PETS, typed(query), ("/pets", query))
    assert [each["id"] for each in got.items] == [4, 5, 6]


@given(st.text() | st.integers() | st.none() | st.lists(st.integers()))
def test_a_cursor_that_nobody_made_is_no_fault(sent):
    got = page(listing(STYLES["cursor"]), PETS, {"cursor": sent}, ("/pets", ""))
    assert set(map(str, got.items)) <= set(map(str, PETS))


def test_the_wrapper_tells_of_the_list_and_is_not_changed():
    how = listing(["page: integer", "per_page: integer, default: 3"])
    made = {"data": [{"id": 9}], "meta": {"total": 99, "other": 1}}
    got = fill(made, how, page(how, PETS, {"page": 2}, ("/pets", "page=2&x=%C3%A9")))
    assert [each["id"] for each in got["data"]] == [4, 5, 6]
    assert got["meta"] == {
        "total": 7,
        "other": 1,
        "page": 2,
        "pages": 3,
        "has_more": True,
        "next": "/pets?x=%C3%A9&page=3",
        "next_cursor": "3",
    }
    assert made == {"data": [{"id": 9}], "meta": {"total": 99, "other": 1}}


def test_links_are_told_where_the_header_is_declared():
    how = listing(STYLES["page"])
    got = page(how, PETS, {"page": 2, "per_page": 3}, ("/pets", "per_page=3&page=2"))
    assert got.headers == (
        (
            "Link",
            (
                '</pets?per_page=3&page=1>; rel="first", </pets?per_page=3&page=1>; rel="prev", '
                '</pets?per_page=3&page=3>; rel="next", </pets?per_page=3&page=3>; rel="last"'
            ),
        ),
    )
    assert page(listing(STYLES["page"], headers="{}"), PETS, {}, ("/pets", "")).headers == ()


def test_headers_count_what_passed_the_filters():
    how = listing(["status: string"], headers="{X-Total-Count: {schema: {type: integer}}}")
    records = [{"id": 1, "status": "open"}, {"id": 2, "status": "closed"}]
    got = page(how, records, {"status": "open"}, ("/pets", ""))
    assert (got.total, got.headers) == (1, (("X-Total-Count", "1"),))


def test_without_parameters_all_records_come_in_order_as_a_bare_array():
    how = listing([], schema="{type: array, items: PET}")
    got = page(how, PETS, {}, ("/pets", ""))
    assert fill(None, how, got) == PETS


RECORDS = [
    {"id": 1, "name": "Rex", "price": 30, "status": "open", "tags": ["big"],
     "created_at": "2024-01-01T00:00:00Z"},
    {"id": 2, "name": "tom", "price": 5, "status": "closed", "tags": [],
     "created_at": "2024-03-01T00:00:00Z"},
    {"id": 3, "name": "Ann", "price": None, "status": "open", "tags": ["big", "old"]},
    {"id": 4, "name": "rex II", "price": "dear", "status": "open", "meta": {"size": 7}},
]  # fmt: skip


@pytest.mark.parametrize(
    ("parameter", "value", "ids"),
    [
        ("sort: string", "price", [2, 1, 4, 3]),
        ("sort: string", "-price", [4, 1, 2, 3]),
        ("sort: string", "price:desc", [4, 1, 2, 3]),
        ("order_by: string", "name_asc", [3, 1, 4, 2]),
        ("sort: string", "created", [1, 2, 3, 4]),
        ("sort: string", "newest", [2, 1, 3, 4]),
        ("sort: string", "colour", [1, 2, 3, 4]),
        ("sort: string", "status,-id", [2, 4, 3, 1]),
        ("status: string", "open", [1, 3, 4]),
        ("status: string, enum: [open, closed, all]", "all", [1, 2, 3, 4]),
        ("filter[status]: string", "closed", [2]),
        ("status: array", ["open", "closed"], [1, 2, 3, 4]),
        ("status: string", "closed,open", [1, 2, 3, 4]),
        ("tags: string", "old", [3]),
        ("min_price: number", 10, [1]),
        ("priceMax: number", 10, [2]),
        ("price[gte]: number", 30, [1]),
        ("created_after: string", "2024-02-01", [2]),
        ("createdBefore: string", "2024-02-01", [1]),
        ("since: string, format: date-time", "2024-02-01T00:00:00Z", [2]),
        ("q: string", "REX", [1, 4]),
        ("unknown: string", "x", [1, 2, 3, 4]),
    ],
)
def test_a_parameter_chooses_or_orders_by_the_property_it_names(parameter, value, ids):
    name = parameter.partition(": ")[0]
    got = page(listing([parameter]), RECORDS, {name: value}, ("/pets", ""))
    assert [each["id"] for each in got.items] == ids


@pytest.mark.parametrize(
    ("default", "ids"), [("closed", [2]), ("none", [1, 2, 3, 4]), ("''", [1, 2, 3, 4])]
)
def test_a_default_chooses_unless_it_says_that_nothing_is_chosen(default, ids):
    got = page(listing([f"status: string, default: {default}"]), RECORDS, {}, ("/pets", ""))
    assert [each["id"] for each in got.items] == ids


def test_a_direction_turns_the_order():
    how = listing(["sort: string", "order: string, enum: [asc, desc]"])
    got = page(how, RECORDS, {"sort": "id", "order": "desc"}, ("/pets", ""))
    assert [each["id"] for each in got.items] == [4, 3, 2, 1]


def test_texts_of_digits_are_no_dates():
    names = ["10101010", "10991010", "11010101", "1010-10-10"]
    how = listing(["sort: string", "name: string"])
    rows = [{"id": n, "name": name} for n, name in enumerate(names[:3], 1)]
    got = page(how, [*reversed(rows)], {"sort": "name"}, ("/pets", ""))
    assert [each["name"] for each in got.items] == names[:3]


@given(st.dictionaries(st.sampled_from(["page", "per_page", "sort", "status", "q"]), st.text() | st.integers() | st.floats() | st.none()))  # noqa: E501  # fmt: skip
def test_no_value_makes_it_raise(values):
    how = listing(
        ["page: integer", "per_page: integer", "sort: string", "status: string", "q: string"]
    )
    got = page(how, RECORDS, values, ("/pets", "é=%"))
    assert got.total <= len(RECORDS)


@pytest.mark.parametrize(
    ("parameter", "value", "ids"),
    [
        ("filter: object", {"status": "open", "name": "Ann"}, [3]),
        ("filter: object", {"colour": "red"}, [1, 2, 3, 4]),
        ("filter: object", {"status": "open", "colour": "red"}, [1, 3, 4]),
        ("price: object", {"gte": 5, "lt": 30}, [2]),
        ("price: object", {"gt": 5, "lte": 30}, [1]),
        ("status: object", {"ne": "open"}, [2]),
        ("status: object", {"neq": "closed"}, [1, 3, 4]),
        ("name: string", "rex ii", []),
        ("name: string", "rex II", [4]),
        ("name_contains: string", "REX", [1, 4]),
        ("status: string", "closed, open", [1, 2, 3, 4]),
        ("status: array", [], [1, 2, 3, 4]),
        ("tags: array", ["old", "new"], [3]),
        ("id: integer", 3, [3]),
        ("status: string, default: closed", None, [2]),
        ("meta.size: integer", 7, [4]),
        ("before: string, format: date-time", "2024-02-01T00:00:00Z", [1]),
        ("order: string, enum: [price, name]", "name", [3, 1, 4, 2]),
        ("order: string, enum: [ASC, DESC]", "DESC", [2, 1, 3, 4]),
        ("sort: string", "+price", [2, 1, 4, 3]),
        ("sort: string", "oldest", [1, 2, 3, 4]),
        ("sort: array", ["status", "-id"], [2, 4, 3, 1]),
    ],
)
def test_a_filter_may_be_an_object_and_an_order_a_list(parameter, value, ids):
    name = parameter.partition(": ")[0]
    sent = {} if value is None else {name: value}
    got = page(listing([parameter]), RECORDS, sent, ("/pets", ""))
    assert [each["id"] for each in got.items] == ids


@pytest.mark.parametrize(
    ("parameters", "values", "ids"),
    [
        (["page: object, properties: {number: {type: integer}, size: {type: integer}}"],
         {"page": {"number": 2, "size": 3}}, [4, 5, 6]),
        (["page[number]: integer", "page[size]: integer"],
         {"page[number]": 3, "page[size]": 3}, [7]),
        (["page[offset]: integer", "limit: integer"], {"page[offset]": 5, "limit": 9}, [6, 7]),
        (["ending_before: string", "limit: integer"], {"ending_before": "5", "limit": 2}, [3, 4]),
        (["ending_before: string", "limit: integer"], {"ending_before": "2", "limit": 5}, [1]),
        (["ending_before: string", "limit: integer"], {"ending_before": "1", "limit": 5}, []),
        (["starting_after: string", "limit: integer"], {"starting_after": "5", "limit": 9}, [6, 7]),
        (["page: integer, default: 0", "size: integer"], {"page": 1, "size": 3}, [4, 5, 6]),
        (["page: integer, minimum: 0", "size: integer"], {"page": 1, "size": 3}, [4, 5, 6]),
        (["page: integer, minimum: 1", "size: integer"], {"page": 1, "size": 3}, [1, 2, 3]),
        (["pageIndex: integer", "pageSize: integer"], {"pageIndex": 1, "pageSize": 3}, [4, 5, 6]),
        (["offset: integer", "limit: integer, default: 4"], {"offset": 1}, [2, 3, 4, 5]),
        (["offset: integer", "limit: integer"], {"offset": -3, "limit": 1}, [1]),
        (["offset: integer", "limit: integer"], {"offset": 2, "limit": 0}, []),
        (["offset: integer, minimum: 1", "limit: integer"], {"offset": 2, "limit": 1}, [2]),
        (["page: object, properties: {after: {type: string}, size: {type: integer}}"],
         {"page": {"after": "5", "size": 1}}, [6]),
    ],
)  # fmt: skip
def test_a_window_is_what_its_parameters_say(parameters, values, ids):
    got = page(listing(parameters), PETS, values, ("/pets", ""))
    assert [each["id"] for each in got.items] == ids


def chosen(how, records, **values):
    return [each["id"] for each in page(how, records, values, ("/pets", "")).items]


def test_attributes_are_a_member_like_others_where_no_resource_is_declared():
    plain = [{"id": 1, "attributes": {"status": "open"}}, {"id": 2, "status": "open"}]
    assert chosen(listing(["status: string"]), plain, status="open") == [2]


def test_a_boolean_is_spelled_as_json_has_it():
    schema = "{type: array, items: {properties: {id: {type: integer}, alive: {type: boolean}}}}"
    rows = [{"id": 1, "alive": True}, {"id": 2, "alive": False}]
    how = listing(["alive: string"], schema)
    assert (chosen(how, rows, alive="true"), chosen(how, rows, alive="false")) == ([1], [2])
    assert chosen(listing(["alive: boolean"], schema), rows, alive=True) == [1]


def test_a_direction_alone_turns_the_order_of_making_or_of_keys():
    schema = "{type: array, items: {properties: {id: {type: integer}, name: {type: string}}}}"
    rows = [{"id": n, "name": "x"} for n in (1, 3, 2)]
    how = listing(["order: string, enum: [asc, desc]"], schema)
    assert (chosen(how, rows, order="desc"), chosen(how, rows, order="asc")) == (
        [3, 2, 1],
        [1, 3, 2],
    )
    falling = listing(["sort: string", "descending: boolean"], schema)
    assert chosen(falling, rows, sort="id", descending=True) == [3, 2, 1]
    assert chosen(falling, rows, sort="id", descending=False) == [1, 2, 3]


@pytest.mark.parametrize(
    ("style", "values", "told", "previous"),
    [
        ("page", {"page": 9, "per_page": 3}, {"page": 9}, "page=3"),
        ("page", {"page": 10**30, "per_page": 3}, {"page": 10**30}, "page=3"),
        ("offset", {"offset": 50, "limit": 3}, {}, "offset=6"),
    ],
)
def test_behind_the_last_page_is_what_was_asked_for_and_the_last_one_before(
    style, values, told, previous
):
    got = page(listing(STYLES[style]), PETS, values, ("/pets", ""))
    body = fill({"data": [], "meta": {}}, listing(STYLES[style]), got)
    assert body["data"] == []
    assert {name: body["meta"][name] for name in told} == told
    [(_, links)] = got.headers
    assert f'{previous}>; rel="prev"' in links
    assert 'rel="next"' not in links
