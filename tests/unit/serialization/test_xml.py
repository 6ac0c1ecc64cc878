"""XML against the examples of OAS 3.1 "XML Object Examples", and its bounds."""

import pytest

from mockserver.serialization import BodyError, decode_xml, value_to_xml, xml_to_value

STRINGS = {"type": "array", "items": {"type": "string"}}
ANIMAL = {"type": "array", "items": {"type": "string", "xml": {"name": "animal"}}}
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def resolve(reference):
    return {"Tag": {"type": "object", "properties": {"n": {"type": "integer"}}}}[reference]


def holding(**properties):
    return {"type": "object", "properties": properties}


def write(value, schema):
    text = value_to_xml(value, schema, resolve, "r").decode()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return text.partition("\n")[2]


def read(text, schema):
    return xml_to_value(decode_xml(text.encode()), schema, resolve, "r")


PERSON = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {
            "type": "string",
            "xml": {"namespace": "https://example.com/schema/sample", "prefix": "sample"},
        },
    },
}

PRODUCT = {
    "type": "object",
    "properties": {
        "count": {"type": ["number", "null"], "xml": {"attribute": True}},
        "rating": {"type": "string", "xml": {"attribute": True}},
        "description": {"type": "string"},
        "related": {"type": ["object", "null"]},
    },
}

EXAMPLES = [
    (holding(animals={"type": "string"}), {"animals": "x"}, "<r><animals>x</animals></r>"),
    (
        holding(animals=STRINGS),
        {"animals": ["a", "b"]},
        "<r><animals>a</animals><animals>b</animals></r>",
    ),
    (
        holding(animals={"type": "string", "xml": {"name": "animal"}}),
        {"animals": "x"},
        "<r><animal>x</animal></r>",
    ),
    (
        PERSON,
        {"id": 123, "name": "example"},
        (
            '<r id="123"><sample:name xmlns:sample="https://example.com/schema/sample">'
            "example</sample:name></r>"
        ),
    ),
    (
        holding(animals=ANIMAL),
        {"animals": ["a", "b"]},
        "<r><animal>a</animal><animal>b</animal></r>",
    ),
    (
        holding(animals={**ANIMAL, "xml": {"name": "aliens"}}),
        {"animals": ["a"]},
        "<r><animal>a</animal></r>",
    ),
    (
        holding(animals={**STRINGS, "xml": {"wrapped": True}}),
        {"animals": ["a", "b"]},
        "<r><animals><animals>a</animals><animals>b</animals></animals></r>",
    ),
    (
        holding(animals={**ANIMAL, "xml": {"wrapped": True}}),
        {"animals": ["a"]},
        "<r><animals><animal>a</animal></animals></r>",
    ),
    (
        holding(animals={**ANIMAL, "xml": {"name": "aliens", "wrapped": True}}),
        {"animals": ["a"]},
        "<r><aliens><animal>a</animal></aliens></r>",
    ),
    (
        holding(animals={**STRINGS, "xml": {"name": "aliens", "wrapped": True}}),
        {"animals": ["a", "b"]},
        "<r><aliens><aliens>a</aliens><aliens>b</aliens></aliens></r>",
    ),
    (
        PRODUCT,
        {"count": None, "description": "Thing", "related": None},
        f'<r><description>Thing</description><related {XSI} xsi:nil="true"/></r>',
    ),
    (
        holding(
            lang={"type": "string", "xml": {"nodeType": "attribute"}},
            text={"type": "string", "xml": {"nodeType": "text"}},
        ),
        {"lang": "de", "text": "a < b"},
        '<r lang="de">a &lt; b</r>',
    ),
    (
        holding(tags={"type": "array", "items": {"$ref": "Tag"}}),
        {"tags": [{"n": 1}, {"n": 2}]},
        "<r><tags><n>1</n></tags><tags><n>2</n></tags></r>",
    ),
    (holding(a={**STRINGS, "xml": {"wrapped": True}}), {"a": []}, "<r><a/></r>"),
    (holding(a={"type": "string"}), {"a": " \r\n\t&\"'>"}, None),
    (STRINGS, ["a", "b"], "<r><r>a</r><r>b</r></r>"),
    (ANIMAL, ["a"], "<r><animal>a</animal></r>"),
    ({"type": "integer", "xml": {"name": "n"}}, 5, "<n>5</n>"),
    (
        {"type": "string", "xml": {"namespace": "urn:x"}},
        "a",
        '<r xmlns="urn:x">a</r>',
    ),
    (
        holding(a={"type": "integer", "xml": {"attribute": True, "prefix": "p", "namespace": "u"}}),
        {"a": 1},
        '<r xmlns:p="u" p:a="1"/>',
    ),
    ({}, {"a": {"b": "c"}, "d": ["1", "2"]}, "<r><a><b>c</b></a><d>1</d><d>2</d></r>"),
]


@pytest.mark.parametrize(("schema", "value", "text"), EXAMPLES)
def test_a_value_is_written_as_its_schema_says(schema, value, text):
    assert text is None or write(value, schema) == text


@pytest.mark.parametrize(("schema", "value", "text"), EXAMPLES)
def test_what_is_written_is_read_back(schema, value, text):
    assert read(text or write(value, schema), schema) == value


def test_numbers_and_booleans_get_their_types():
    schema = holding(n={"type": "integer"}, ok={"type": "boolean"}, x={"type": "integer"})

    value = read("<r><n>5</n><ok>true</ok><x>many</x></r>", schema)

    assert value == {"n": 5, "ok": True, "x": "many"}


def test_what_is_not_declared_is_kept_for_validation():
    value = read('<r a="1" xml:lang="en"><b>2</b><c><d/></c></r>', holding(b={"type": "integer"}))

    assert value == {"b": 2, "a": "1", "lang": "en", "c": {"d": ""}}


def test_text_where_an_object_is_wanted_stays_text():
    assert read("<r>bob</r>", holding(b={"type": "integer"})) == "bob"
    assert read("<r> \n </r>", holding(b={"type": "integer"})) == {}


def test_elements_where_text_is_wanted_stay_an_object():
    assert read("<r><a>1</a></r>", {"type": "string"}) == {"a": "1"}


def test_a_single_member_that_repeats_is_a_list():
    assert read("<r><a>1</a><a>2</a></r>", holding(a={"type": "integer"})) == {"a": ["1", "2"]}


def test_an_absent_attribute_is_null_only_where_null_is_allowed():
    assert read("<r/>", PRODUCT) == {"count": None}


def test_a_default_namespace_reaches_the_children():
    schema = {**holding(a={"type": "integer"}), "xml": {"namespace": "urn:x"}}

    assert read('<r xmlns="urn:x"><a>1</a></r>', schema) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "schema", "detail"),
    [
        ("<x/>", {"xml": {"name": "y"}}, "its root element is <x>, expected <y>"),
        (
            "<r/>",
            {"xml": {"namespace": "urn:x"}},
            "its root element is <r>, expected <r> of the namespace urn:x",
        ),
        (
            "<r><a><x>1</x></a></r>",
            holding(a={**ANIMAL, "xml": {"wrapped": True}}),
            "<a> holds <x>, expected <animal>",
        ),
    ],
)
def test_an_element_of_another_name_is_refused(text, schema, detail):
    with pytest.raises(BodyError) as caught:
        read(text, schema)

    assert caught.value.detail == detail


def test_of_a_composed_schema_no_part_names_the_root():
    part = {**holding(a={"type": "integer"}), "xml": {"name": "part"}}

    assert read("<Whole><a>1</a></Whole>", {"allOf": [part]}) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "it is no well-formed XML at line 1, column 1: no element found"),
        (b"<a>\n<b></a>", "it is no well-formed XML at line 2, column 6: mismatched tag"),
        (b"<a>&b;</a>", "it is no well-formed XML at line 1, column 4: undefined entity"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            (
                "it has a document type declaration ('a'), which is not read here; "
                "leave it out, together with its entities"
            ),
        ),
        (
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            (
                "it has a document type declaration ('a'), which is not read here; "
                "leave it out, together with its entities"
            ),
        ),
        (
            b'<?xml version="1.0" encoding="unicode_escape"?><a/>',
            (
                "its encoding 'unicode_escape' is not read here; "
                "use iso-8859-1, us-ascii, utf-16, utf-8"
            ),
        ),
        (b"<a>" * 65, "it nests elements deeper than 64 levels"),
    ],
)
def test_what_is_no_plain_xml_is_refused(body, detail):
    with pytest.raises(BodyError) as caught:
        decode_xml(body)

    assert caught.value.detail == detail


def test_known_encodings_are_read():
    text = '<?xml version="1.0" encoding="{}"?><a>é</a>'

    for encoding in ("UTF-8", "UTF-16", "ISO-8859-1"):
        assert decode_xml(text.format(encoding).encode(encoding)).text == "é"


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"a b": 1}, {}),
        ({"": 1}, {}),
        ({"a:b": 1}, {}),
        ({"a/": 1}, {}),
        ("\x00", {}),
        ("\ud800", {}),
        ({"a": float("nan")}, {}),
        ({"a": [1]}, holding(a={"xml": {"attribute": True}})),
        ({"xmlns": "u"}, holding(xmlns={"xml": {"attribute": True}})),
    ],
)
def test_what_xml_cannot_say_is_not_written(value, schema):
    with pytest.raises(BodyError):
        value_to_xml(value, schema, resolve)


def test_the_deepest_document_is_read_and_written():
    schema = holding(a={"$ref": "Deep"})
    value = "x"
    for _ in range(63):
        value = {"a": value}

    body = value_to_xml(value, schema, lambda _: schema, "a")

    assert xml_to_value(decode_xml(body), schema, lambda _: schema, "a") == value
    assert xml_to_value(decode_xml(body), {}, lambda _: schema, "a") == value


def test_a_value_without_end_is_not_written():
    ring = {}
    ring["a"] = ring

    with pytest.raises(BodyError, match="nests deeper than 64 levels"):
        value_to_xml(ring, {}, resolve)


@pytest.mark.parametrize(
    ("name", "is_written"), [("größe", True), ("größe:x", False), ("ö <", False)]
)
def test_a_name_beyond_ascii_is_written_where_xml_has_such_names(name, is_written):
    schema = holding(**{name: {"type": "string"}})
    if is_written:
        assert write({name: "x"}, schema) == f"<r><{name}>x</{name}></r>"
        assert read(f"<r><{name}>x</{name}></r>", schema) == {name: "x"}
    else:
        with pytest.raises(BodyError):
            write({name: "x"}, schema)


def test_items_of_a_list_are_read_by_their_own_schemas():
    items = {"type": "array", "items": {"$ref": "Tag"}}
    text = "<r><tags><n>1</n></tags><tags><n>2</n></tags></r>"
    assert read(text, holding(tags=items)) == {"tags": [{"n": 1}, {"n": 2}]}
    named = {"type": "array", "items": {"type": "integer", "xml": {"name": "tag"}}}
    assert read("<r><tag>1</tag><tag>2</tag></r>", holding(tags=named)) == {"tags": [1, 2]}


def test_null_and_empty_text_are_empty_elements():
    schema = holding(a={"type": ["string", "null"]}, b={"type": "string"})
    text = f'<r><a {XSI} xsi:nil="true" /><b></b></r>'
    assert read(text, schema) == {"a": None, "b": ""}
    assert read(write({"a": None, "b": ""}, schema), schema) == {"a": None, "b": ""}


NAMED = {
    "Pet": {"type": "object", "properties": {"n": {"type": "integer"}}, "xml": {"name": "pet"}},
    "Alias": {"$ref": "Pet"},
    "Self": {"$ref": "Self"},
}


def named(text, reference):
    return xml_to_value(decode_xml(text.encode()), {"$ref": reference}, NAMED.get, "r")


@pytest.mark.parametrize("reference", ["Pet", "Alias"])
def test_a_root_that_a_reference_names_is_called_so(reference):
    assert named("<pet><n>1</n></pet>", reference) == {"n": 1}
    with pytest.raises(BodyError, match="its root element is <cat>, expected <pet>"):
        named("<cat><n>1</n></cat>", reference)


def test_a_root_that_only_refers_to_itself_may_be_called_anything():
    assert named("<cat>1</cat>", "Self") is not None
