"""Which records a query asks for, and in which order, by what its parameters are called."""

import pytest

HEAD = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters: [PARAMETERS]
      responses:
        '200':
          description: all
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
  /pets/{ID}:
    get:
      parameters: [{name: ID, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: it
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  parameters: {Page: {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}}
  schemas:
    Page: {type: integer, minimum: 0}
    Pet: PET
"""
PET = """
      type: object
      properties:
        id: {type: string}
        name: {type: string}
        price: {type: number}
        start: {type: integer}
        born: {type: string, format: date-time}
        keeper: {type: object, properties: {id: {type: string}, home: {type: object}}}
        user: {type: string}
"""
PETS = """
records:
- {id: a, name: Anna, price: 3, start: 1, born: '2024-01-01T00:00:00Z', user: u1,
   keeper: {id: k1, home: {city: Arusha}}}
- {id: b, name: Boris, price: 10, start: 2, born: '2024-03-01T00:00:00Z', user: u2,
   keeper: {id: k2, home: {city: Mwanza}}}
- {id: c, name: Anton, price: 2, start: 1, born: '2024-02-01T00:00:00Z', user: u1,
   keeper: {id: k1, home: {city: Tanga}}}
"""
TEXT, NUMBER, MOMENT = "type: string", "type: number", "type: string, format: date-time"
FLAG = "type: boolean"


def asked(name, schema=TEXT):
    return f"{{name: '{name}', in: query, schema: {{{schema}}}}}"


def query(client, parameters, query, pet=PET, pets=PETS, key="id"):
    text = HEAD.replace("PARAMETERS", ", ".join(parameters)).replace("PET", pet)
    ask = client(text.replace("ID", key), pets=pets)
    return "".join(each[key] for each in ask("GET", f"/pets?{query}").json)


@pytest.mark.parametrize(
    ("parameters", "sent", "expected"),
    [
        ([asked("keeper")], "keeper=k1", "ac"),
        ([asked("userId")], "userId=u1", "ac"),
        ([asked("user_ids")], "user_ids=u2", "b"),
        ([asked("keeper.home.city")], "keeper.home.city=Arusha", ""),
        ([asked("keeper.id")], "keeper.id=k2", "b"),
        ([asked("price[gte]", NUMBER)], "price[gte]=3", "ab"),
        ([asked("price[gt]", NUMBER)], "price[gt]=3", "b"),
        ([asked("price__lt", NUMBER)], "price__lt=3", "c"),
        ([asked("price.lte", NUMBER)], "price.lte=3", "ac"),
        ([asked("filter[price][min]", NUMBER)], "filter[price][min]=3", "ab"),
        ([asked("filter[name]")], "filter[name]=Anna", "a"),
        ([asked("minPrice", NUMBER)], "minPrice=3", "ab"),
        ([asked("price_max", NUMBER)], "price_max=3", "ac"),
        ([asked("name[not]")], "name[not]=Anna", "bc"),
        ([asked("name_contains")], "name_contains=nn", "a"),
        ([asked("name_prefix")], "name_prefix=an", "ac"),
        ([asked("name[endswith]")], "name[endswith]=ON", "c"),
        ([asked("name")], "name=Anna,Boris", "ab"),
        ([asked("since", MOMENT)], "since=2024-02-01T00:00:00Z", "bc"),
        ([asked("until", MOMENT)], "until=2024-02-01T00:00:00Z", "ac"),
        ([asked("since")], "since=2024-02-01T00:00:00Z", "abc"),
        ([asked("start", "type: integer")], "start=2", "b"),
        ([asked("price", NUMBER), asked("name")], "price=3&name=Boris", ""),
    ],
)
def test_a_filter_is_known_by_its_name(client, parameters, sent, expected):
    assert query(client, parameters, sent) == expected


FILTER = "{name: filter, in: query, style: deepObject, schema: {type: object}}"


@pytest.mark.parametrize(
    ("parameters", "sent", "expected"),
    [
        ([FILTER], "filter[name]=Anna", "a"),
        ([FILTER], "filter[user]=u1&filter[price]=2", "c"),
        ([FILTER], "filter[colour]=red", "abc"),
    ],
)
def test_the_members_of_a_filter_name_fields(client, parameters, sent, expected):
    assert query(client, parameters, sent) == expected


SORT, ORDER = asked("sort"), asked("order")


@pytest.mark.parametrize(
    ("parameters", "sent", "expected"),
    [
        ([SORT], "sort=price", "cab"),
        ([SORT], "sort=%2Bprice", "cab"),
        ([SORT], "sort=-price", "bac"),
        ([SORT], "sort=price:desc", "bac"),
        ([SORT], "sort=price.asc", "cab"),
        ([SORT], "sort=price_DESC", "bac"),
        ([SORT], "sort=born", "acb"),
        ([SORT], "sort=user,-price", "acb"),
        ([SORT], "sort=colour", "abc"),
        ([SORT, ORDER], "sort=price&order=desc", "bac"),
        ([SORT, ORDER], "sort=-price&order=desc", "cab"),
        ([SORT, asked("ascending", FLAG)], "sort=price&ascending=true", "cab"),
        ([SORT, asked("descending", FLAG)], "sort=price&descending=true", "bac"),
        ([SORT, asked("desc", FLAG)], "sort=price&desc=false", "cab"),
        ([ORDER], "order=price", "cab"),
        ([asked("order", "enum: [asc, desc]")], "order=desc", "cba"),
        ([asked("q")], "q=NN", "a"),
        ([asked("q")], "q=%20", "abc"),
    ],
)
def test_an_order_is_known_by_its_name(client, parameters, sent, expected):
    assert query(client, parameters, sent) == expected


WHOLE = "type: integer"
LIMIT = asked("limit", WHOLE)


@pytest.mark.parametrize(
    ("parameters", "sent", "expected"),
    [
        ([asked("page", WHOLE), LIMIT], "page=2&limit=2", "c"),
        ([asked("pageIndex", WHOLE), LIMIT], "pageIndex=1&limit=2", "c"),
        ([asked("page", "type: integer, minimum: 0"), LIMIT], "page=1&limit=2", "c"),
        ([asked("page", "type: integer, default: 0"), LIMIT], "page=1&limit=2", "c"),
        (["{$ref: '#/components/parameters/Page'}", LIMIT], "page=1&limit=2", "c"),
        ([asked("offset", WHOLE), LIMIT], "offset=1&limit=1", "b"),
        ([asked("skip", WHOLE), asked("take", WHOLE)], "skip=2&take=5", "c"),
        ([asked("page[offset]", WHOLE), asked("page[limit]", WHOLE)],
         "page[offset]=1&page[limit]=1", "b"),
        ([asked("startIndex", "type: integer, minimum: 1"), LIMIT], "startIndex=2&limit=1", "b"),
        ([LIMIT], "limit=0", ""),
        ([asked("limit")], "limit=1", "abc"),
        ([asked("after"), LIMIT], "after=a&limit=1", "b"),
        ([asked("after"), LIMIT], "after=zzz&limit=1", ""),
        ([asked("before"), LIMIT], "before=c&limit=1", "b"),
        ([asked("after", WHOLE), LIMIT], "after=2&limit=1", "c"),
        ([asked("after", MOMENT), LIMIT], "after=2024-02-01T00:00:00Z&limit=1", "b"),
    ],
)  # fmt: skip
def test_a_window_is_known_by_its_name(client, parameters, sent, expected):
    assert query(client, parameters, sent) == expected


RESOURCE = """
      type: object
      properties:
        type: {type: string}
        id: {type: string}
        attributes: {type: object, properties: {name: {type: string}, age: {type: integer}}}
"""
RESOURCES = """
records:
- {type: pets, id: a, attributes: {name: Anna, age: 9}}
- {type: pets, id: b, attributes: {name: Boris, age: 10}}
- {type: pets, id: c, attributes: {name: Anton}}
"""


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("sort=age", "abc"), ("sort=-age", "bac"), ("filter[name]=Boris", "b")],
)
def test_a_resource_object_is_asked_by_its_attributes(client, sent, expected):
    parameters = [SORT, asked("filter[name]")]
    assert query(client, parameters, sent, RESOURCE, RESOURCES) == expected


EVENTS = """
openapi: 3.1.0
info: {title: Events, version: '1'}
paths:
  /events:
    get:
      parameters:
      - name: from
        in: query
        description: WORDS
        schema: {type: string, format: date-time}
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Event'}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}
components:
  schemas:
    Event:
      type: object
      properties:
        id: {type: string, readOnly: true}
        startsAt: {type: string, format: date-time}
        createdAt: {type: string, format: date-time, readOnly: true}
"""
STARTS = "2020-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("words", "asked_for", "is_there"),
    [
        ("Only events with startsAt then or later.", "2020-01-01T00:00:00Z", True),
        ("Only events with startsAt then or later.", "2020-01-02T00:00:00Z", False),
        ("Only those with createdAt then or later.", "2020-01-02T00:00:00Z", True),
        ("Which of two moments is not said.", "2099-01-01T00:00:00Z", True),
    ],
)
def test_the_words_of_a_filter_name_its_moment(client, words, asked_for, is_there):
    ask = client(EVENTS.replace("WORDS", words), events="collection: /events\nrecords: []\n")
    made = ask("POST", "/events", {"startsAt": STARTS}).json
    found = [each["id"] for each in ask("GET", f"/events?from={asked_for}").json]
    assert (made["id"] in found) is is_there
